import * as v from 'valibot';

/** What members accept when they sit down; clients enforce it. Hours of fading; null is "kept". */
const fadeHours = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8784)));

export const charterSchema = v.strictObject({
  text: v.pipe(v.string(), v.maxLength(8000)),
  confidentiality: v.picklist(['chatham-house', 'those-present', 'nothing-leaves']),
  defaultFade: fadeHours,
  longestFade: fadeHours,
  /** Null: attribution fades with the contribution. */
  attributionFade: fadeHours,
  /** k of PROTOCOL.md §9: how many members must recognise a candidate. */
  sponsors: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5)),
  allowsUnnamed: v.boolean(),
  /** Who may issue invite keys and seat a sponsored candidate. */
  opensDoor: v.picklist(['hosts', 'members']),
  /** In which the eight words are read aloud. */
  language: v.picklist(['en', 'fr']),
});

export type Charter = v.InferOutput<typeof charterSchema>;
