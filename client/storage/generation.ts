import {
  concat,
  fail,
  ok,
  unwrapSecret,
  utf8,
  wrapSecret,
  type Result,
} from '../../crypto/index.ts';
import type { SealedSecrets } from './secretStore.ts';
import { SLOT_BYTES, type SlotFile } from './slotFile.ts';
import type { StoreBatch, VaultStore } from './vaultStorage.ts';

/**
 * The generation key G, PROTOCOL.md §10: small secrets lie under G alone, and G, wrapped by the vault key,
 * lies where it can really be overwritten. To forget is to rotate G and destroy the old one.
 */

export type Secrets = ReadonlyMap<string, Uint8Array>;
/** `slot` holds the current generation's `key`, 32 bytes, kept in memory while the vault is open. */
export type Generation = {
  readonly number: number;
  readonly key: Uint8Array;
  readonly slot: 0 | 1;
  readonly secrets: Secrets;
};
export type RandomBytes = (length: number) => Uint8Array;
export type Vault = {
  /** VK, 32 bytes. */
  readonly vaultKey: Uint8Array;
  readonly slots: SlotFile;
  readonly store: VaultStore;
  readonly random: RandomBytes;
};

/** `from` is not what the store holds: rotating from it would write over the key that counts. Open again. */
export class StaleGeneration extends Error {
  constructor() {
    super('the vault has moved on');
  }
}

const WRAPPED_KEY_BYTES = 24 + 32 + 32 + 16;

const slotContext = (number: number) => utf8(`generation/${number}`);
const secretContext = (number: number, name: string) => utf8(`secret/${number}/${name}`);
const otherSlot = (slot: 0 | 1): 0 | 1 => (slot === 0 ? 1 : 0);

/**
 * Makes `secrets` the vault's whole content under a new key, then destroys the old key.
 * Throws `StaleGeneration`, having written nothing, when the store is not at `from`; after any other
 * rejection only `open` says which generation stands.
 * @param from null for a new vault
 */
export async function rotate(
  vault: Vault,
  from: Generation | null,
  secrets: Secrets,
): Promise<Generation> {
  const { slots, store, random } = vault;
  // Before any slot is touched: this read is also where a superseded owner is turned away.
  const stored = await store.read();
  if (stored?.generation !== from?.number) throw new StaleGeneration();
  const number = (from?.number ?? 0) + 1;
  const slot = from === null ? 0 : otherSlot(from.slot);
  const key = random(32);
  const wrapped = wrapSecret(vault.vaultKey, slotContext(number), key, random(24));
  await slots.write(slot, concat(wrapped, random(SLOT_BYTES - WRAPPED_KEY_BYTES)));
  await slots.flush();
  const values = new Map(
    [...secrets].map(([name, secret]) => [
      name,
      wrapSecret(key, secretContext(number, name), secret, random(24)),
    ]),
  );
  await store.replace({ generation: number, values });
  const written = await open(vault);
  if (!written.ok) throw new Error('what was just sealed does not open');
  return written.value;
}

/**
 * Seals `changes` (null takes a secret away) under the present key and writes them with `rows` in one
 * transaction. The values they replace can still be opened until the next `rotate`.
 * Rejects as `VaultStore.commit` does; nothing has changed then.
 */
export async function amend(
  vault: Vault,
  generation: Generation,
  changes: ReadonlyMap<string, Uint8Array | null>,
  rows: Pick<StoreBatch, 'puts' | 'deletes'>,
): Promise<Generation> {
  const { number, key } = generation;
  const secrets = new Map(generation.secrets);
  const sealed = new Map<string, Uint8Array | null>();
  for (const [name, secret] of changes) {
    if (secret === null) {
      secrets.delete(name);
      sealed.set(name, null);
    } else {
      secrets.set(name, secret.slice());
      sealed.set(name, wrapSecret(key, secretContext(number, name), secret, vault.random(24)));
    }
  }
  const { puts, deletes } = rows;
  await vault.store.commit({ generation: number, secrets: sealed, puts, deletes });
  return { ...generation, secrets };
}

/**
 * Opens the vault, after a crash as well: the store's generation says which key counts, and whatever the other
 * slot holds, an older key or one never used, is destroyed before anything else happens.
 */
export async function open(
  vault: Vault,
): Promise<Result<Generation, 'Malformed' | 'NotAuthentic'>> {
  const { slots, store, random } = vault;
  const sealed = await store.read();
  if (sealed === null) return fail('Malformed');
  for (const slot of [0, 1] as const) {
    const wrapped = (await slots.read(slot)).subarray(0, WRAPPED_KEY_BYTES);
    const key = unwrapSecret(vault.vaultKey, slotContext(sealed.generation), wrapped);
    if (!key.ok) continue;
    const secrets = openSecrets(key.value, sealed);
    if (!secrets.ok) return secrets;
    await slots.write(otherSlot(slot), random(SLOT_BYTES));
    await slots.flush();
    return ok({ number: sealed.generation, key: key.value, slot, secrets: secrets.value });
  }
  return fail('NotAuthentic');
}

function openSecrets(
  key: Uint8Array,
  sealed: SealedSecrets,
): Result<Secrets, 'Malformed' | 'NotAuthentic'> {
  const secrets = new Map<string, Uint8Array>();
  for (const [name, value] of sealed.values) {
    const secret = unwrapSecret(key, secretContext(sealed.generation, name), value);
    if (!secret.ok) return secret;
    secrets.set(name, secret.value);
  }
  return ok(secrets);
}
