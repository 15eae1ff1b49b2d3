import { certifyDevice, type DeviceIdentity } from '../../crypto/deviceLeaf.ts';
import { NO_HEDGE, openHedge, sealHedge } from '../../crypto/hedge.ts';
import { hedgeKeyFromSeed, hedgeKeyHash } from '../../crypto/hedgeKey.ts';
import { hash } from '../../crypto/kdf.ts';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { circleId, externalPsk, findPsk, must, NOW } from '../support/mlsCircle.ts';
import { race, type Row } from './rivals.ts';

/** What one device has to do when somebody sits down at a table of 127, or leaves one of 128. */

const LEAVES = 128;
const ROUNDS = 4;
const HEDGE_SEED = new Uint8Array(32).fill(1);

function deviceNumber(number: number): DeviceIdentity {
  const seed = hash('bench-device', Uint8Array.of(number >> 8, number));
  const pair = (name: string) => signingKeyPairFromSeed(hash(name, seed));
  const hedgeKey = hedgeKeyHash(hedgeKeyFromSeed(HEDGE_SEED));
  return certifyDevice(circleId, pair('member'), pair('device'), hash('static', seed), hedgeKey);
}

const scrubbed = async (state: Parameters<typeof mlsGroup.encode>[0]) =>
  (await mlsGroup.exportAndScrub(state)).state;

/** The host of a table at which all but the last have sat down, and the first guest, who has followed. */
async function fullTable() {
  let host = await scrubbed(await mlsGroup.createGroup(circleId, deviceNumber(0), NOW));
  let guest: typeof host | null = null;
  for (let number = 1; number < LEAVES - 1; number += 1) {
    const { keyPackage, ...pending } = await mlsGroup.makeKeyPackage(deviceNumber(number), NOW);
    const change = { kind: 'add', keyPackage } as const;
    const added = must(await mlsGroup.commit(host, change, externalPsk, NOW));
    host = await scrubbed(added.next);
    const { welcome = new Uint8Array(0), commit } = added;
    guest = await scrubbed(
      guest === null
        ? must(await mlsGroup.join(welcome, { keyPackage, ...pending }, circleId, NOW, findPsk))
            .state
        : must(await mlsGroup.process(guest, commit, NOW, findPsk)).state,
    );
  }
  if (guest === null) throw new Error('nobody sat down');
  return { host, guest };
}

const perSecond = (startedAt: number) => 1000 / (performance.now() - startedAt);

export async function benchLargeGroup(): Promise<readonly Row[]> {
  const table = await fullTable();
  const last = await mlsGroup.makeKeyPackage(deviceNumber(LEAVES - 1), NOW);
  const copy = (state: typeof table.host) => must(mlsGroup.decode(mlsGroup.encode(state).slice()));
  const add = { kind: 'add', keyPackage: last.keyPackage } as const;
  const seated = must(await mlsGroup.commit(copy(table.host), add, externalPsk, NOW));
  const host = await scrubbed(seated.next);
  const guest = await scrubbed(
    must(await mlsGroup.process(copy(table.guest), seated.commit, NOW, findPsk)).state,
  );
  const leaves = [LEAVES - 1];
  const removed = must(
    await mlsGroup.commit(copy(host), { kind: 'remove', leaves }, externalPsk, NOW),
  );
  const hedgeKey = hedgeKeyFromSeed(HEDGE_SEED);
  const place = { circleId, epoch: 9, leaf: 3 };
  const sealed = sealHedge(hedgeKey, place, NO_HEDGE, new Uint8Array(64));

  const works: Readonly<Record<string, () => Promise<unknown>>> = {
    'seats the 128th': async () => {
      await scrubbed(must(await mlsGroup.commit(copy(table.host), add, externalPsk, NOW)).next);
    },
    'sits down as the 128th': async () => {
      const pending = { ...last, initPrivateKey: last.initPrivateKey.slice() };
      const { welcome = new Uint8Array(0) } = seated;
      await scrubbed(must(await mlsGroup.join(welcome, pending, circleId, NOW, findPsk)).state);
    },
    'sees the 128th seated': async () => {
      await scrubbed(
        must(await mlsGroup.process(copy(table.guest), seated.commit, NOW, findPsk)).state,
      );
    },
    'removes one of 128': async () => {
      for (let leaf = 0; leaf < LEAVES - 2; leaf += 1) {
        sealHedge(hedgeKey, place, NO_HEDGE, new Uint8Array(64));
      }
      const change = { kind: 'remove', leaves } as const;
      await scrubbed(must(await mlsGroup.commit(copy(host), change, externalPsk, NOW)).next);
    },
    'sees one of 128 removed': async () => {
      openHedge(HEDGE_SEED, place, sealed);
      await scrubbed(must(await mlsGroup.process(copy(guest), removed.commit, NOW, findPsk)).state);
    },
  };
  const rows: Row[] = [];
  for (const [name, work] of Object.entries(works)) {
    const attempt = async () => {
      const startedAt = performance.now();
      await work();
      return perSecond(startedAt);
    };
    const rival = { 'one in two seconds': () => 0.5 };
    rows.push(...(await race(`a device ${name}`, 'times', attempt, rival, ROUNDS)));
  }
  return rows;
}
