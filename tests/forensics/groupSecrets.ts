import type { PendingKeyPackage } from '../../crypto/groupFace.ts';
import { deriveEraSecret } from '../../crypto/epochKeys.ts';
import { openHedge } from '../../crypto/hedge.ts';
import { deriveInviteKeys } from '../../crypto/invite.ts';
import { mlsGroup } from '../../crypto/mlsGroup.ts';
import { commitCodec, type SealedHedges } from '../../crypto/recordBody.ts';
import { nameOf, type Loot } from './loot.ts';
import type { RelayArchive } from './relayArchive.ts';

/**
 * What stored MLS secrets still lead to: every group state follows every commit of the archive that it can, every
 * key package takes every Welcome, each with every link's PSK, and where an epoch's secret is left it is exported.
 */

type Group = Parameters<typeof mlsGroup.encode>[0];
type Commit = { readonly message: Uint8Array; readonly hedges: SealedHedges };

/** @param seconds a Unix time at which the key packages of the archive were valid */
export function createGroupThief(archive: RelayArchive, seconds: number) {
  const tried = new Set<string>();

  function isNew(...parts: readonly Uint8Array[]): boolean {
    const name = parts.map(nameOf).join('|');
    return tried.size < tried.add(name).size;
  }

  async function keep(loot: Loot, state: Group): Promise<void> {
    let scrubbed = state;
    if (state.keySchedule.exporterSecret.length > 0) {
      const exported = await mlsGroup.exportAndScrub(state);
      loot.epochSecrets.set(nameOf(exported.epochSecret), exported.epochSecret);
      loot.find(deriveEraSecret(exported.epochSecret));
      scrubbed = exported.state;
    }
    const encoded = mlsGroup.encode(scrubbed);
    loot.groups.set(nameOf(encoded), encoded);
  }

  const pskOf = (invite: { readonly inviteId: Uint8Array; readonly secret: Uint8Array }) =>
    deriveInviteKeys({ relay: '', ...invite }).linkPsk;

  /** Whatever its commit may inject: each link's, and each hedge that any device's seed opens. */
  function psksFor(loot: Loot, encoded: Uint8Array, { hedges }: Commit): readonly Uint8Array[] {
    const links = [...loot.invites.values()].map(pskOf);
    const state = hedges.length > 0 ? mlsGroup.decode(encoded) : null;
    if (!state?.ok) return links;
    const epoch = mlsGroup.epochOf(state.value);
    const opened = hedges.flatMap(({ leaf, sealed }) =>
      [...loot.hedgeSeeds.values()].flatMap((seed) =>
        [...loot.circleIds.values()].flatMap((circleId) => {
          const hedge = openHedge(seed, { circleId, epoch, leaf }, sealed);
          return hedge.ok ? [hedge.value] : [];
        }),
      ),
    );
    return [...links, ...opened];
  }

  async function follow(loot: Loot, encoded: Uint8Array): Promise<void> {
    for (const { type, body } of archive.contents()) {
      const commit = type === 'commit' ? commitCodec.decode(body) : null;
      if (!commit?.ok) continue;
      for (const psk of psksFor(loot, encoded, commit.value)) {
        const state = isNew(encoded, body, psk) ? mlsGroup.decode(encoded) : null;
        if (!state?.ok) continue;
        const { message } = commit.value;
        const next = await mlsGroup.process(state.value, message, seconds, () => psk);
        if (next.ok && !next.value.removed) await keep(loot, next.value.state);
      }
    }
  }

  async function sitDown(loot: Loot, waiting: PendingKeyPackage): Promise<void> {
    for (const welcome of loot.welcomes.values()) {
      for (const circleId of loot.circleIds.values()) {
        for (const invite of loot.invites.values()) {
          const { keyPackage, initPrivateKey } = waiting;
          if (!isNew(keyPackage, welcome, circleId, invite.secret)) continue;
          const pending = { ...waiting, initPrivateKey: initPrivateKey.slice() };
          const psk = () => pskOf(invite);
          const joined = await mlsGroup.join(welcome, pending, circleId, seconds, psk);
          if (joined.ok) await keep(loot, joined.value.state);
        }
      }
    }
  }

  return async (loot: Loot): Promise<void> => {
    for (const encoded of loot.groups.values()) {
      const state = isNew(encoded) ? mlsGroup.decode(encoded) : null;
      if (state?.ok) await keep(loot, state.value);
      await follow(loot, encoded);
    }
    for (const waiting of loot.waiting.values()) await sitDown(loot, waiting);
  };
}
