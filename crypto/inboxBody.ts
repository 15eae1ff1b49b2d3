import * as v from 'valibot';
import { charterSchema } from './charter.ts';
import {
  bytesOf,
  bytesUpTo,
  canonicalCodec,
  circleName,
  count,
  hour,
  personName,
} from './codec.ts';
import { MOST_STATE_BYTES } from './governance.ts';

/** What passes through the inbox of an invite, PROTOCOL.md §8: sealed for whoever holds the link. */

const inboxSchema = v.variant('kind', [
  /** By the inviter, first. */
  v.strictObject({
    kind: v.literal('invitation'),
    circleId: bytesOf(32),
    name: circleName,
    charter: charterSchema,
    lastHour: hour,
  }),
  /** By the candidate. */
  v.strictObject({
    kind: v.literal('request'),
    keyPackage: bytesUpTo(8192),
    name: personName,
    staticKey: bytesOf(32),
    hedgeKey: bytesOf(1216),
  }),
  /** By whoever seated the candidate: a seat, sealed under Rec of the new epoch, then at once the Welcome that opens it. */
  v.strictObject({ kind: v.literal('seat'), sealed: bytesUpTo(MOST_STATE_BYTES + 4096) }),
  v.strictObject({
    kind: v.literal('welcome'),
    keyPackageRef: bytesOf(32),
    welcome: bytesUpTo(128 * 1024),
  }),
  /** By the candidate, who has gone home: nobody is to be seated on this key package. */
  v.strictObject({ kind: v.literal('left'), keyPackageRef: bytesOf(32) }),
  /** Not now: declined, taken back or used. No finer word. */
  v.strictObject({ kind: v.literal('closed') }),
]);

export type InboxBody = v.InferOutput<typeof inboxSchema>;
export const inboxCodec = canonicalCodec(inboxSchema);

/** What a joiner needs beside the Welcome: G before the commit, the era, and where its commit stands in the log. */
const seatSchema = v.strictObject({
  governance: bytesUpTo(MOST_STATE_BYTES),
  eraSecret: bytesOf(32),
  index: count,
  hour,
  chain: bytesOf(32),
});
export const seatCodec = canonicalCodec(seatSchema);
