import {
  deriveKeyEncryptionKey,
  fail,
  unwrapVaultKey,
  wrapVaultKey,
  type Result,
} from '../../crypto/index.ts';
import {
  encodeStretchParameters,
  LEAST_COST,
  readStretchParameters,
  stretchPassphrase,
} from '../storage/passphrase.ts';
import { SlotFileError } from '../storage/slotFile.ts';
import { VaultDamaged, VaultHeld, type OpenVaultStorage } from '../storage/vaultStorage.ts';
import type { Clock } from './clock.ts';
import { openVault, type OpenVault } from './openVault.ts';
import type { EnginePorts } from './ports.ts';

/** The passphrase and what it opens, PROTOCOL.md §10. */

/** The only way in: shorter ones would be guessed from a stolen disk. Characters, after Unicode form NFKC. */
const LEAST_PASSPHRASE_LENGTH = 12;
const LEAST_DISTINCT_CHARACTERS = 5;

export function passphraseIsWeak(passphrase: string): boolean {
  const characters = Array.from(passphrase.normalize('NFKC'));
  return (
    characters.length < LEAST_PASSPHRASE_LENGTH ||
    new Set(characters).size < LEAST_DISTINCT_CHARACTERS
  );
}

export type UnlockFailure = 'WrongPassphrase' | 'Held' | 'Damaged';

export type Lock = {
  create(passphrase: string): Promise<OpenVault>;
  open(passphrase: string): Promise<Result<OpenVault, UnlockFailure>>;
};

export function createLock(
  { storage, random }: Pick<EnginePorts, 'storage' | 'random'>,
  clock: Clock,
): Lock {
  return {
    async create(passphrase) {
      const parameters = { ...LEAST_COST, salt: random(16) };
      const deviceKey = random(32);
      const vaultKey = random(32);
      const stretched = await stretchPassphrase(passphrase, parameters);
      const keyEncryptionKey = deriveKeyEncryptionKey(stretched, deviceKey);
      const held = await storage.create({
        stretch: encodeStretchParameters(parameters),
        deviceKey,
        wrappedVaultKey: wrapVaultKey(keyEncryptionKey, vaultKey, random(24)),
      });
      try {
        const vault = await openVault({ storage: held, vaultKey, clock, random });
        if (!vault.ok) throw new Error('a new vault does not open');
        return vault.value;
      } catch (error) {
        // Nothing was kept yet: with room on the disk it can be made again.
        await storage.erase();
        throw error;
      }
    },

    async open(passphrase) {
      const held = await hold();
      if (!held.ok) return held;
      let vault: Result<OpenVault, UnlockFailure> | null = null;
      try {
        const vaultKey = await unwrap(held.value, passphrase);
        vault = vaultKey.ok
          ? await openVault({ storage: held.value, vaultKey: vaultKey.value, clock, random })
          : vaultKey;
        return vault;
      } finally {
        if (vault?.ok !== true) await held.value.close();
      }
    },
  };

  async function hold(): Promise<Result<OpenVaultStorage, UnlockFailure>> {
    try {
      return { ok: true, value: await storage.open() };
    } catch (error) {
      if (error instanceof VaultHeld) return fail('Held');
      if (error instanceof VaultDamaged || error instanceof SlotFileError) return fail('Damaged');
      throw error;
    }
  }
}

async function unwrap(
  { header }: OpenVaultStorage,
  passphrase: string,
): Promise<Result<Uint8Array, UnlockFailure>> {
  const parameters = readStretchParameters(header.stretch);
  if (!parameters.ok) return fail('Damaged');
  if (passphrase.length === 0) return fail('WrongPassphrase');
  const stretched = await stretchPassphrase(passphrase, parameters.value);
  const keyEncryptionKey = deriveKeyEncryptionKey(stretched, header.deviceKey);
  const unwrapped = unwrapVaultKey(keyEncryptionKey, header.wrappedVaultKey);
  if (unwrapped.ok) return unwrapped;
  return fail(unwrapped.error === 'Malformed' ? 'Damaged' : 'WrongPassphrase');
}
