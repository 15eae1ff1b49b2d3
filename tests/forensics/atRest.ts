import { toHex, utf8 } from '../../crypto/bytes.ts';
import { deriveKeyEncryptionKey, unwrapSecret } from '../../crypto/vaultKeys.ts';
import { readStretchParameters, stretchPassphrase } from '../../client/storage/passphrase.ts';
import { SLOT_BYTES } from '../../client/storage/slotFile.ts';
import { derivation } from './derive.ts';
import { nameOf, type Loot } from './loot.ts';

/** The vault's own layers, PROTOCOL.md §10: every sealed value against every key under every name. */

const NONCE_BYTES = 24;
const PREFIX_BYTES = 56;
const LEAST_BYTES = PREFIX_BYTES + 16 + 1;
const WRAPPED_KEY_BYTES = PREFIX_BYTES + 32 + 16;
const DEVICE_KEY_BYTES = 32;
/** More generations than a test turns: at most one for each hour in which the vault was open. */
const MOST_GENERATIONS = 400;
const MOST_CIRCLES = 4;
const PARTS = ['group', 'epochs', 'heads', 'announced', 'own', 'places'];

const wrapKeys = derivation('wrap', 64);
const rowName = derivation('row-name', 16);

/** @returns what opens, with the loot's keys of now, and adds to the loot what it finds */
export async function stealVaults(
  blobs: readonly Uint8Array[],
  passphrases: readonly string[],
): Promise<(loot: Loot) => void> {
  const strings = [...stringsOf(blobs).values()];
  const standing = new Set(strings.filter((bytes) => bytes.length >= LEAST_BYTES));
  /** What stands only shrinks, so a key and a name are tried together once. */
  const tried = new Set<string>();
  const names = namesIn(blobs);
  const keyEncryptionKeys = await stretchAll(strings, passphrases);
  let highest = 1;

  function unwrap(
    loot: Loot,
    key: Uint8Array,
    label: string,
    among: Iterable<Uint8Array> = standing,
  ): boolean {
    const name = `${label} ${nameOf(key)}`;
    if (tried.has(name)) return false;
    tried.add(name);
    const context = utf8(label);
    let isAnyOpened = false;
    for (const sealed of among) {
      if (!isCommittedTo(sealed, key, context)) continue;
      const opened = unwrapSecret(key, context, sealed);
      if (!opened.ok) continue;
      standing.delete(sealed);
      isAnyOpened = true;
      loot.take(label, opened.value);
    }
    return isAnyOpened;
  }

  function secretNames(loot: Loot): readonly string[] {
    const circles = Array.from({ length: MOST_CIRCLES }, (_, at) => `circle/${at + 1}`);
    const parts = circles.flatMap((circle) => PARTS.map((part) => `${circle}/${part}`));
    const doors = [...loot.invites.values()].map(({ inviteId }) => `join/${toHex(inviteId)}`);
    return [...new Set(['vault', ...circles, ...parts, ...names.secrets, ...doors])];
  }

  function openGenerations(loot: Loot, vaultKey: Uint8Array): void {
    const slots = [...standing].filter(({ length }) => length === WRAPPED_KEY_BYTES);
    for (let number = 1; number <= MOST_GENERATIONS; number += 1) {
      if (unwrap(loot, vaultKey, `generation/${number}`, slots))
        highest = Math.max(highest, number);
    }
  }

  function openRows(loot: Loot, rowKey: Uint8Array): void {
    const documents = [...loot.keys.values()].map((id) => toHex(rowName(rowKey, id)));
    const rows = [
      ...names.rows,
      ...documents.flatMap((name) => [`000001/${name}`, `000002/${name}`]),
    ];
    for (const row of rows) {
      unwrap(loot, rowKey, `row/entries/${row}`);
      unwrap(loot, rowKey, `row/documents/${row}`);
    }
  }

  return (loot) => {
    for (const key of keyEncryptionKeys) unwrap(loot, key, 'vault');
    const isOpenedAs = (layer: RegExp) =>
      loot.opened.filter((one) => layer.test(one.layer)).map(({ plaintext }) => plaintext);
    for (const vaultKey of isOpenedAs(/^vault$/u)) openGenerations(loot, vaultKey);
    const secrets = secretNames(loot);
    const labels = Array.from({ length: highest + 1 }, (_, at) => at + 1).flatMap((number) => [
      `generation/${number}`,
      ...secrets.map((name) => `secret/${number}/${name}`),
    ]);
    for (const key of loot.keys.values()) {
      for (const label of ['vault', ...labels]) unwrap(loot, key, label);
    }
    for (const rowKey of loot.rowKeys.values()) openRows(loot, rowKey);
  };
}

function isCommittedTo(sealed: Uint8Array, key: Uint8Array, context: Uint8Array): boolean {
  const message = new Uint8Array(NONCE_BYTES + context.length);
  message.set(sealed.subarray(0, NONCE_BYTES));
  message.set(context, NONCE_BYTES);
  const derived = wrapKeys(key, message);
  for (let at = 0; at < 32; at += 1) {
    if (derived[32 + at] !== sealed[NONCE_BYTES + at]) return false;
  }
  return true;
}

function stringsOf(blobs: readonly Uint8Array[]): ReadonlyMap<string, Uint8Array> {
  const strings = new Map<string, Uint8Array>();
  for (const blob of blobs) {
    strings.set(nameOf(blob), blob);
    if (blob.length !== 2 * SLOT_BYTES) continue;
    for (let at = 0; at < blob.length; at += SLOT_BYTES) {
      const slot = blob.subarray(at, at + WRAPPED_KEY_BYTES);
      strings.set(nameOf(slot), slot);
    }
  }
  return strings;
}

/** Argon2id is meant to be slow, and one device is stolen more than once. */
const stretchedBefore = new Map<string, Uint8Array>();

/** Every header against every passphrase, with every string that could be the device's key. */
async function stretchAll(
  strings: readonly Uint8Array[],
  passphrases: readonly string[],
): Promise<readonly Uint8Array[]> {
  const deviceKeys = strings.filter(({ length }) => length === DEVICE_KEY_BYTES);
  const keys: Uint8Array[] = [];
  for (const string of strings) {
    const parameters = readStretchParameters(string);
    if (!parameters.ok) continue;
    for (const passphrase of passphrases) {
      const name = `${nameOf(string)} ${passphrase}`;
      const stretched =
        stretchedBefore.get(name) ?? (await stretchPassphrase(passphrase, parameters.value));
      stretchedBefore.set(name, stretched);
      keys.push(...deviceKeys.map((key) => deriveKeyEncryptionKey(stretched, key)));
    }
  }
  return keys;
}

/** Names stand in the open beside what they name; a database writes them with two bytes a letter. */
function namesIn(blobs: readonly Uint8Array[]) {
  const secrets = new Set<string>();
  const rows = new Set<string>();
  for (const blob of blobs) {
    const text = nameOf(blob).replaceAll('\0', '');
    for (const [name] of text.matchAll(/join\/[0-9a-f]{32}|circle\/\d{1,3}(?:\/[a-z]+)?/gu))
      secrets.add(name);
    for (const [name] of text.matchAll(/\d{6}\/[0-9a-f]{32}(?:\/\d{15})?/gu)) rows.add(name);
  }
  return { secrets, rows };
}
