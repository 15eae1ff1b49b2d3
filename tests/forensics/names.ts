import { toHex } from '../../crypto/bytes.ts';
import { decodeEntryBody } from '../../crypto/entryBody.ts';
import { announcementCodec, heartbeatCodec } from '../../crypto/recordBody.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';
import type { Opened } from './loot.ts';
import type { Recovered } from './recover.ts';

/** Who said it, by all that a thief has opened, PROTOCOL.md §7. */

/** member ‖ leaf ‖ generation ‖ sequence ‖ signature. */
const ATTRIBUTION_BYTES = 32 + 3 * 4 + 64;
const PLACE_BYTES = 64;
const SEED_BYTES = 32;

/** Ids of members, hexadecimal, in attributions that opened. */
export function attributed({ opened }: Recovered): ReadonlySet<string> {
  const texts = opened.filter(
    ({ layer, plaintext }) => layer === 'capsule' && plaintext.length === ATTRIBUTION_BYTES,
  );
  return new Set(texts.map(({ plaintext }) => toHex(plaintext.subarray(0, 32))));
}

/** Leaves whose announcements opened: what stands beside one in the log is its device's. */
export function announced({ opened }: Recovered): ReadonlySet<number> {
  return new Set(
    opened.flatMap(({ plaintext }) => {
      const body = announcementCodec.decode(plaintext);
      return body.ok ? [body.value.leaf] : [];
    }),
  );
}

/** How many heartbeats opened: they name their device, too. */
export function heartbeats({ opened }: Recovered): number {
  return opened.filter(({ plaintext }) => heartbeatCodec.decode(plaintext).ok).length;
}

/** Whether some device holds the seed of the pair that edits what says this: it is its own. */
export function isOwnSomewhere({ opened, keys }: Recovered, text: string): boolean {
  const editKeys = new Set(
    opened.flatMap(({ plaintext }) => {
      const place = {
        circleId: plaintext.subarray(0, PLACE_BYTES / 2),
        documentId: plaintext.subarray(PLACE_BYTES / 2, PLACE_BYTES),
      };
      const body = decodeEntryBody(place, plaintext);
      const saysIt = body.ok && body.value.kind === 'contribution' && body.value.text === text;
      return saysIt && body.value.kind === 'contribution' ? [toHex(body.value.editKey)] : [];
    }),
  );
  if (editKeys.size === 0) throw new Error('what says this has not been opened');
  const isSeed = (seed: Uint8Array) => editKeys.has(toHex(signingKeyPairFromSeed(seed).publicKey));
  return keys.some(isSeed) || opened.some((one) => isMarks(one) && windowsOf(one).some(isSeed));
}

/** Own marks lie packed, so that a seed may begin at any byte. */
const isMarks = ({ layer }: Opened) => layer.startsWith('secret/') && layer.endsWith('/own');

function windowsOf({ plaintext }: Opened): readonly Uint8Array[] {
  const places = Math.max(0, plaintext.length - SEED_BYTES + 1);
  return Array.from({ length: places }, (_, at) => plaintext.subarray(at, at + SEED_BYTES));
}
