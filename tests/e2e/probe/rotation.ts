import { open, rotate, type Vault } from '../../../client/storage/generation.ts';
import { SLOT_BYTES } from '../../../client/storage/slotFile.ts';
import type { SealedSecrets } from '../../../client/storage/secretStore.ts';
import type {
  OpenVaultStorage,
  VaultHeader,
  VaultStorage,
} from '../../../client/storage/vaultStorage.ts';
import { concat, fromHex, toHex } from '../../../crypto/index.ts';

/** A rotation of the generation key whose worker dies, and what the next one finds. */

/** Where it dies: `during` a slot's write half of it stands, during a transaction it is on its way. */
export type Moment = 'before' | 'during' | 'after';

/** What a later worker finds, and whether the first generation's key still lies in the slots. */
export type Found = {
  readonly generation: number;
  readonly secrets: readonly string[];
  readonly firstKeyAtDeath: boolean;
  readonly firstKeyAfterwards: boolean;
};

const WRAPPED_KEY_BYTES = 24 + 32 + 32 + 16;
const PIECE_BYTES = 8;
const bytesOf = (text: string) => new TextEncoder().encode(text);
const living = new Map([['living', bytesOf('the hours ahead')]]);
const both = new Map([...living, ['fading', bytesOf('the hour that goes')]]);

const vaultOf = ({ slots, store }: Pick<OpenVaultStorage, 'slots' | 'store'>): Vault => ({
  vaultKey: new Uint8Array(32).fill(12),
  slots,
  store,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
});

/** Over whatever stood there. @returns the wrapped key, in hexadecimal */
export async function foundGeneration(storage: VaultStorage, header: VaultHeader) {
  await storage.erase();
  const held = await storage.create(header);
  const { slot } = await rotate(vaultOf(held), null, both);
  return toHex((await held.slots.read(slot)).subarray(0, WRAPPED_KEY_BYTES));
}

/** Rotates as far as the given write, counted from 1. Resolves there, and goes no further. */
export async function stopRotation(storage: VaultStorage, write: number, moment: Moment) {
  const held = await storage.open();
  const { slots, store } = held;
  const first = await open(vaultOf(held));
  if (!first.ok) throw new Error('the first generation does not open');
  let writes = 0;
  return new Promise<string>((resolve, reject) => {
    async function step(act: () => Promise<void>, half = act): Promise<void> {
      writes += 1;
      if (writes < write) return act();
      if (moment === 'during') await half();
      if (moment === 'after') await act();
      resolve(`stopped ${moment} write ${write}`);
      return new Promise(() => undefined);
    }
    async function writeHalf(slot: 0 | 1, content: Uint8Array): Promise<void> {
      const middle = SLOT_BYTES / 2;
      const stood = await slots.read(slot);
      await slots.write(slot, concat(content.subarray(0, middle), stood.subarray(middle)));
    }
    async function beginReplacing(sealed: SealedSecrets): Promise<void> {
      void store.replace(sealed);
    }
    const stopping: Pick<OpenVaultStorage, 'slots' | 'store'> = {
      slots: {
        ...slots,
        write: (slot, content) =>
          step(
            () => slots.write(slot, content),
            () => writeHalf(slot, content),
          ),
        flush: () => step(() => slots.flush()),
      },
      store: {
        ...store,
        replace: (sealed) =>
          step(
            () => store.replace(sealed),
            () => beginReplacing(sealed),
          ),
      },
    };
    rotate(vaultOf(stopping), first.value, living).then(
      () => resolve('it came to its end'),
      reject,
    );
  });
}

/** @returns a `Found` in JSON */
export async function openAfterDeath(storage: VaultStorage, firstKey: string): Promise<string> {
  const held = await storage.open();
  const lies = async () => {
    const file = toHex(concat(await held.slots.read(0), await held.slots.read(1)));
    return piecesOf(fromHex(firstKey)).some((piece) => file.includes(piece));
  };
  const firstKeyAtDeath = await lies();
  const opened = await open(vaultOf(held));
  if (!opened.ok) return `does not open: ${opened.error}`;
  const { number: generation, secrets } = opened.value;
  const found: Found = {
    generation,
    secrets: [...secrets.keys()].toSorted(),
    firstKeyAtDeath,
    firstKeyAfterwards: await lies(),
  };
  return JSON.stringify(found);
}

function piecesOf(key: Uint8Array): readonly string[] {
  const count = key.length / PIECE_BYTES;
  return Array.from({ length: count }, (_, at) =>
    toHex(key.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES)),
  );
}
