import { decode, encode } from 'cborg';
import type { Secrets } from '../storage/generation.ts';
import type { CircleState } from './circleState.ts';
import { packList, unpackList, type Layout } from './packedList.ts';

/**
 * A circle's state as secrets under the generation key, PROTOCOL.md §10. What changes seldom and may be long is a secret
 * of its own, so that a step seals what it has changed: parts that are the same objects as before are the same bytes.
 */

const PARTS = {
  group: ['group', 'governance', 'identity'],
  epochs: ['epochs', 'pending'],
  heads: ['heads'],
  announced: ['checkedKeys'],
  own: ['own'],
  places: ['counts', 'lastRead', 'blankPages', 'listed'],
} as const satisfies Readonly<Record<string, readonly (keyof CircleState)[]>>;

/** One for each record, contribution or day: there may be hundreds. */
const PACKED = {
  heads: { index: 'u64', hour: 'u64', chain: 32 },
  own: { entryId: 16, seed: 32, bucket: 'u64' },
  checkedKeys: { epoch: 'u64', leaf: 'u64', generation: 'u64', verificationKey: 32, bucket: 'u64' },
} as const satisfies Readonly<Partial<Record<keyof CircleState, Layout>>>;

const PARTED: ReadonlySet<string> = new Set(Object.values(PARTS).flat());

function circleSecretName(ordinal: number): string {
  return `circle/${ordinal}`;
}

/** @param before what the secrets hold now; null: nothing */
export function changedSecrets(
  before: CircleState | null,
  next: CircleState,
): ReadonlyMap<string, Uint8Array> {
  const name = circleSecretName(next.ordinal);
  const rest = (Object.keys(next) as (keyof CircleState)[]).filter((field) => !PARTED.has(field));
  const secrets = new Map([[name, encodeFields(next, rest)]]);
  for (const [part, fields] of Object.entries(PARTS)) {
    if (before !== null && fields.every((field) => before[field] === next[field])) continue;
    secrets.set(`${name}/${part}`, encodeFields(next, fields));
  }
  return secrets;
}

function encodeFields(circle: CircleState, fields: readonly (keyof CircleState)[]): Uint8Array {
  const values: Partial<Record<keyof CircleState, unknown>> = {};
  for (const field of fields) values[field] = circle[field];
  for (const [field, layout] of Object.entries(PACKED) as [keyof typeof PACKED, Layout][]) {
    if (fields.includes(field)) values[field] = packList(circle[field], layout);
  }
  return encode(values);
}

function decodeFields(secret: Uint8Array): Partial<CircleState> {
  const values = decode(secret) as Record<string, unknown>;
  for (const [field, layout] of Object.entries(PACKED)) {
    const packed = values[field];
    if (packed instanceof Uint8Array) values[field] = unpackList(packed, layout);
  }
  return values;
}

/** Of what this vault itself sealed: its authenticity is the seal's. */
export function readCircles(secrets: Secrets): readonly CircleState[] {
  return [...secrets].flatMap(([name, rest]) => {
    if (!/^circle\/\d+$/u.test(name)) return [];
    const parts = Object.keys(PARTS).map((part) => {
      const secret = secrets.get(`${name}/${part}`);
      if (secret === undefined) throw new Error('a part of the circle is missing');
      return decodeFields(secret);
    });
    return [Object.assign(decodeFields(rest), ...parts) as CircleState];
  });
}
