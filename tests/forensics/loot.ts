import { decode } from 'cborg';
import { readCapsuleHeader } from '../../crypto/capsule.ts';
import type { TreeNode } from '../../crypto/expiryTree.ts';
import type { PendingKeyPackage } from '../../crypto/groupFace.ts';

/** What the thief has so far: every byte string that may be a key, and what is known of some of them. */

export type Opened = { readonly layer: string; readonly plaintext: Uint8Array };

export type Loot = {
  /** Every string of 32 bytes that was ever read. */
  readonly keys: Map<string, Uint8Array>;
  /** Every 32 bytes in a row of longer ones. */
  readonly windows: Map<string, Uint8Array>;
  readonly nodes: Map<string, TreeNode>;
  readonly rowKeys: Map<string, Uint8Array>;
  readonly invites: Map<string, { readonly inviteId: Uint8Array; readonly secret: Uint8Array }>;
  readonly groups: Map<string, Uint8Array>;
  readonly waiting: Map<string, PendingKeyPackage>;
  /** Of devices' HK. */
  readonly hedgeSeeds: Map<string, Uint8Array>;
  readonly welcomes: Map<string, Uint8Array>;
  readonly circleIds: Map<string, Uint8Array>;
  readonly epochSecrets: Map<string, Uint8Array>;
  readonly capsules: Map<string, Uint8Array>;
  readonly opened: Opened[];
  /** Takes an opened text: whatever lies in it is tried from now on. */
  take(layer: string, plaintext: Uint8Array): void;
  /** Takes a string that lies in the open: a key in its own right, or a structure that was never sealed. */
  find(stored: Uint8Array): void;
  /** Grows with everything new. */
  size(): number;
};

const MOST_WINDOWED_BYTES = 64 * 1024;
const KEY_BYTES = 32;

export function nameOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** @param isPublic what the relay has anyway: no key lies in it */
export function createLoot(isPublic: (bytes: Uint8Array) => boolean): Loot {
  const seen = new Set<string>();
  const loot: Loot = {
    keys: new Map(),
    windows: new Map(),
    nodes: new Map(),
    rowKeys: new Map(),
    invites: new Map(),
    groups: new Map(),
    waiting: new Map(),
    hedgeSeeds: new Map(),
    welcomes: new Map(),
    circleIds: new Map(),
    epochSecrets: new Map(),
    capsules: new Map(),
    opened: [],
    take(layer, plaintext) {
      loot.opened.push({ layer, plaintext });
      walkBytes(plaintext);
    },
    find(stored) {
      if (stored.length === KEY_BYTES || decoded(stored) !== undefined) walkBytes(stored);
    },
    size: () => loot.opened.length + loot.keys.size + loot.groups.size + loot.epochSecrets.size,
  };

  const fields = [
    ['rowKey', loot.rowKeys],
    ['group', loot.groups],
    ['welcome', loot.welcomes],
    ['circleId', loot.circleIds],
    ['hedgeSeed', loot.hedgeSeeds],
  ] as const;

  function walkBytes(bytes: Uint8Array): void {
    const name = nameOf(bytes);
    if (bytes.length < KEY_BYTES || seen.has(name)) return;
    seen.add(name);
    if (bytes.length === KEY_BYTES) {
      loot.keys.set(name, bytes);
      return;
    }
    if (readCapsuleHeader(bytes).ok) {
      loot.capsules.set(name, bytes);
      return;
    }
    if (isPublic(bytes)) return;
    const structure = decoded(bytes);
    if (structure !== undefined) walk(structure);
    else if (bytes.length <= MOST_WINDOWED_BYTES) {
      for (let at = 0; at + KEY_BYTES <= bytes.length; at += 1) {
        const window = name.slice(at, at + KEY_BYTES);
        if (!loot.windows.has(window)) loot.windows.set(window, bytes.slice(at, at + KEY_BYTES));
      }
    }
  }

  function walk(value: unknown): void {
    if (value instanceof Uint8Array) walkBytes(value);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      recognize(value as Readonly<Record<string, unknown>>);
      Object.values(value).forEach(walk);
    }
  }

  function recognize(one: Readonly<Record<string, unknown>>): void {
    const { depth, index, key, inviteId, secret, initPrivateKey } = one;
    if (key instanceof Uint8Array && typeof depth === 'number' && typeof index === 'number') {
      loot.nodes.set(`${depth}/${index}/${nameOf(key)}`, { depth, index, key });
    }
    if (inviteId instanceof Uint8Array && secret instanceof Uint8Array) {
      loot.invites.set(nameOf(inviteId) + nameOf(secret), { inviteId, secret });
    }
    for (const [field, found] of fields) {
      const value = one[field];
      if (value instanceof Uint8Array) found.set(nameOf(value), value);
    }
    if (initPrivateKey instanceof Uint8Array) {
      loot.waiting.set(nameOf(initPrivateKey), one as PendingKeyPackage);
    }
  }

  return loot;
}

function decoded(bytes: Uint8Array): unknown {
  try {
    const structure: unknown = decode(bytes);
    return typeof structure === 'object' && structure !== null ? structure : undefined;
  } catch {
    return undefined;
  }
}
