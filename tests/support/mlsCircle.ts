import type { ClientState } from 'ts-mls';
import { certifyDevice } from '../../crypto/deviceLeaf.ts';
import { clientConfig, type MlsGroup } from '../../crypto/group.ts';
import type { ExternalPsk } from '../../crypto/groupFace.ts';
import { hash } from '../../crypto/kdf.ts';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import type { Result } from '../../crypto/result.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';

/** Three members of one MLS group, for the tests that look inside it. */

export const NOW = 1_800_000_000;
export const circleId = new Uint8Array(32).fill(7);
export const externalPsk: ExternalPsk = {
  id: new Uint8Array(40).fill(8),
  value: new Uint8Array(32).fill(9),
};
export const findPsk = (): Uint8Array => externalPsk.value;

export function must<Value, Failure>(result: Result<Value, Failure>): Value {
  if (!result.ok) throw new Error(String(result.error));
  return result.value;
}

/** @param by whose member key signs the certificate: another's than `seed`'s is a forgery */
export function deviceFor(seed: number, by = seed) {
  const pair = (number: number) => signingKeyPairFromSeed(new Uint8Array(32).fill(number));
  const key = (name: string) => hash(name, new Uint8Array([seed]));
  const device = certifyDevice(circleId, pair(by), pair(100 + seed), key('dk'), key('hk'));
  return { ...device, memberId: pair(seed).publicKey };
}

export async function seat(host: MlsGroup, seed: number) {
  const pending = await mlsGroup.makeKeyPackage(deviceFor(seed), NOW);
  const change = { kind: 'add', keyPackage: pending.keyPackage } as const;
  const added = must(await mlsGroup.commit(host, change, externalPsk, NOW));
  const welcome = added.welcome ?? new Uint8Array(0);
  const joined = must(await mlsGroup.join(welcome, pending, circleId, NOW, findPsk));
  return { ...added, joined: joined.state };
}

/** Alice founds the circle and seats Bob (leaf 1), then Eve (leaf 2). */
export async function seatThree() {
  const first = await seat(await mlsGroup.createGroup(circleId, deviceFor(1), NOW), 2);
  const second = await seat(first.next, 3);
  const bob = must(await mlsGroup.process(first.joined, second.commit, NOW, findPsk)).state;
  return { alice: second.next, bob, eve: second.joined };
}

/** The same state as the stock library wants it. */
export const stock = (state: MlsGroup): ClientState => ({ ...state, clientConfig });
