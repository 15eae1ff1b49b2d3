import { decode, encode } from 'cborg';
import { toHex, type Charter, type PendingKeyPackage } from '../../crypto/index.ts';
import type { Identity, OutgoingRecord } from './circleState.ts';

/** What a candidate's device keeps of one door, as one secret under the generation key. */

/** What was said when asking to sit down; stored before it is sent. */
export type JoinRequest = {
  readonly identity: Identity;
  readonly name: string;
  readonly pending: PendingKeyPackage;
  readonly keyPackageRef: Uint8Array;
  /** When the key package was made, Unix seconds. */
  readonly madeAt: number;
  readonly record: OutgoingRecord;
};

export type JoinState = {
  readonly relay: string;
  readonly inviteId: Uint8Array;
  readonly secret: Uint8Array;
  readonly invitation: {
    readonly circleId: Uint8Array;
    readonly name: string;
    readonly charter: Charter;
    readonly lastHour: number;
  } | null;
  readonly request: JoinRequest | null;
  readonly isClosed: boolean;
  /** The candidate has gone home; kept until the circle has been told. */
  readonly isLeft: boolean;
};

export function joinSecretName(inviteId: Uint8Array): string {
  return `join/${toHex(inviteId)}`;
}

export function encodeJoinState(join: JoinState): Uint8Array {
  return encode(join);
}

export function decodeJoinState(bytes: Uint8Array): JoinState {
  return decode(bytes) as JoinState;
}
