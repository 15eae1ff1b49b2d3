import { initializeWasm } from '@automerge/automerge/slim';
import automergeWasm from '@automerge/automerge/automerge.wasm?url';
import {
  addCapsules,
  capsulesOf,
  createSegmentDocument,
} from '../../../client/model/segmentDocument.ts';
import { createBrowserVaultStorage } from '../../../client/storage/browserVaultStorage.ts';
import type { SlotDirectory } from '../../../client/storage/opfsSlotFile.ts';
import { stretchPassphrase } from '../../../client/storage/passphrase.ts';
import { SLOT_BYTES } from '../../../client/storage/slotFile.ts';
import { VaultHeld } from '../../../client/storage/vaultStorage.ts';
import { keepSecret } from '../../../crypto/capsule.ts';
import { mlsGroup, sealCapsule, sodiumReady, toHex } from '../../../crypto/index.ts';
import { NOW, circleId, deviceFor, seat } from '../../support/mlsCircle.ts';
import { foundGeneration, type Moment, openAfterDeath, stopRotation } from './rotation.ts';

/** A worker that no build of the client holds: what the vault leans on, in a browser, under the strict headers. */

const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);
const header = { stretch: filled(1), deviceKey: filled(2), wrappedVaultKey: filled(3) };
const storage = createBrowserVaultStorage({
  databaseName: 'probe',
  directory: () => navigator.storage.getDirectory() as Promise<unknown> as Promise<SlotDirectory>,
});

const steps: Readonly<Record<string, (...asked: string[]) => Promise<string>>> = {
  async stretch() {
    const parameters = { memoryKib: 64 * 1024, passes: 3, lanes: 1, salt: filled(4, 16) };
    return toHex(await stretchPassphrase('une table pour douze', parameters));
  },
  async group() {
    const { next, joined } = await seat(await mlsGroup.createGroup(circleId, deviceFor(1), NOW), 2);
    const [alice, bob] = await Promise.all(
      [next, joined].map(async (state) =>
        toHex((await mlsGroup.exportAndScrub(state)).epochSecret),
      ),
    );
    return alice === bob ? 'one secret' : 'two secrets';
  },
  async document() {
    const at = { kind: 'contribution', segmentEpoch: 1, currentEpoch: 1, bucket: 50 } as const;
    const capsule = sealCapsule(keepSecret(filled(5)), at, filled(6), filled(7, 24));
    const document = addCapsules(createSegmentDocument(filled(8)), filled(8), [capsule]);
    const [kept] = capsulesOf(document).values();
    return kept !== undefined && toHex(kept) === toHex(capsule) ? 'kept' : 'lost';
  },
  async found() {
    const vault = await storage.create(header);
    await vault.slots.write(1, filled(9, SLOT_BYTES));
    await vault.slots.flush();
    await vault.store.replace({ generation: 1, values: new Map([['member', filled(10)]]) });
    const puts = [{ table: 'entries', key: '1/1', bucket: 50, sealed: filled(11) }] as const;
    await vault.store.commit({ generation: 1, secrets: new Map(), puts, deletes: [] });
    const isHeld = await storage.open().catch((error: unknown) => error instanceof VaultHeld);
    return isHeld === true ? 'founded and held' : 'founded and open to others';
  },
  async find() {
    if ((await storage.find()) !== 'present') return 'nothing is there';
    const vault = await storage.open();
    const parts = [
      vault.header.deviceKey[0],
      (await vault.slots.read(1)).at(-1),
      (await vault.store.read())?.values.get('member')?.[0],
      (await vault.store.readRows('entries', '1/')).at(0)?.sealed[0],
    ];
    await vault.close();
    return parts.join(' ');
  },
  async erase() {
    await storage.erase();
    return storage.find();
  },
  foundGeneration: () => foundGeneration(storage, header),
  stopRotation: (write, moment) => stopRotation(storage, Number(write), moment as Moment),
  openAfterDeath: (firstKey = '') => openAfterDeath(storage, firstKey),
};

self.onmessage = async ({ data }: MessageEvent<string>) => {
  try {
    await Promise.all([sodiumReady, initializeWasm(automergeWasm)]);
    const [name = '', ...asked] = String(data).split(' ');
    self.postMessage(await steps[name]?.(...asked));
  } catch (error) {
    self.postMessage(`failed: ${String(error)}`);
  }
};
