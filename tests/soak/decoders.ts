import {
  signAttribution,
  staticKeyPairFromSeed,
  verifyAttribution,
} from '../../crypto/attribution.ts';
import { aeadSeal } from '../../crypto/aead.ts';
import { concat, equalBytes, fromUtf8, u32, u64, utf8 } from '../../crypto/bytes.ts';
import { keepSecret, openCapsule, readCapsuleHeader, sealCapsule } from '../../crypto/capsule.ts';
import { pairKey } from '../../crypto/attribution.ts';
import { foundCircle } from '../../crypto/governance.ts';
import { applyAction } from '../../crypto/applyAction.ts';
import { decodeAction, encodeAction, signAction } from '../../crypto/governanceAction.ts';
import { encodeInvite, readInvite } from '../../crypto/invite.ts';
import { deriveEraKeys, openRecord, sealRecord } from '../../crypto/record.ts';
import type { Result } from '../../crypto/result.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { sodium } from '../../crypto/sodium.ts';
import { unwrapSecret, unwrapVaultKey, wrapSecret, wrapVaultKey } from '../../crypto/vaultKeys.ts';
import {
  encodeStretchParameters,
  LEAST_COST,
  readStretchParameters,
} from '../../client/storage/passphrase.ts';
import { announced, RELAY_LIMITS } from '../../relay/connection.ts';
import {
  decodeClientFrame,
  decodeRelayFrame,
  encodeFrame,
  ERROR_CODES,
} from '../../relay/frames.ts';

/** Every decoder of bytes from outside but the group's: what to feed it, and how to call it. */

export type Target = {
  readonly name: string;
  readonly samples: readonly Uint8Array[];
  /** Where CBOR begins in each sample, if it does. */
  readonly cborFrom?: number;
  /** Throws where the decoder breaks its word. */
  readonly read: (bytes: Uint8Array) => unknown;
};

const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);
const circleId = filled(1);
const member = () => signingKeyPairFromSeed(filled(2));

/** A decoder of canonical bytes: what it reads, it writes the same. */
export function canonical<Value>(
  decode: (bytes: Uint8Array) => Result<Value, string>,
  encode: (value: Value) => Uint8Array,
): Target['read'] {
  return (bytes) => {
    const read = decode(bytes);
    if (read.ok && !equalBytes(encode(read.value), bytes)) throw new Error('two encodings');
  };
}

function frameTargets(): Target[] {
  const record = { bytes: filled(3, 700), expiry: 9000, isBarrier: true };
  const stored = { index: 1, hour: 8000, expiry: 9000, isBarrier: false, hash: filled(4) };
  const auth = { type: 'auth', logId: circleId, nonce: filled(5), time: 1 } as const;
  const parent = { kind: 'parent', logId: filled(7), signature: filled(6, 64) } as const;
  const limits = announced(RELAY_LIMITS);
  return [
    {
      name: 'client frame',
      cborFrom: 0,
      samples: [
        { ...auth, signature: filled(6, 64), grant: null },
        { ...auth, signature: filled(6, 64), grant: { kind: 'founder', pass: filled(8) } },
        { ...auth, signature: filled(6, 64), grant: parent },
        { type: 'append', request: 1, seen: 2, records: [record, record] },
        { type: 'read', after: 70_000 },
      ].map((frame) => encodeFrame(frame as Parameters<typeof encodeFrame>[0])),
      read: canonical(decodeClientFrame, encodeFrame),
    },
    {
      name: 'relay frame',
      cborFrom: 0,
      samples: [
        { type: 'hello', nonce: filled(5), time: 1_800_000_000, asksPass: false, limits },
        { type: 'usage', records: 5, lastBarrier: 2, hour: 8000 },
        { type: 'appended', request: 1, indexes: [1, 2, 300], hour: 8000 },
        { type: 'stale', request: 1, lastBarrier: 9 },
        {
          type: 'records',
          records: [
            { ...stored, bytes: null },
            { ...stored, bytes: filled(7) },
          ],
        },
        { type: 'error', code: ERROR_CODES[0], request: null },
      ].map((frame) => encodeFrame(frame as Parameters<typeof encodeFrame>[0])),
      read: canonical(decodeRelayFrame, encodeFrame),
    },
  ];
}

function recordTargets(): Target[] {
  const era = deriveEraKeys(filled(8));
  const nonce = filled(9, 24);
  const body = filled(10, 600);
  const content = { type: 'content', epoch: 3, headIndex: 7, headChain: filled(11), body } as const;
  const plain = concat(filled(3, 1), u64(3), u64(7), filled(11), body);
  const padded = sodium.pad(plain, 1024);
  return [
    {
      name: 'record',
      samples: [sealRecord(era, content, nonce)],
      read: (bytes) => openRecord(era, bytes),
    },
    {
      name: 'text of a record that a member sealed',
      samples: [padded, sodium.pad(plain.slice(0, 20), 512)],
      read: (bytes) =>
        openRecord(era, concat(nonce, aeadSeal(era.envelope, nonce, era.log.publicKey, bytes))),
    },
  ];
}

function capsuleTargets(): Target[] {
  const secret = keepSecret(filled(12));
  const sealed = (kind: 'contribution' | 'attribution', length: number) => {
    const header = { kind, segmentEpoch: 1, currentEpoch: 2, bucket: 9000 } as const;
    return sealCapsule(secret, header, filled(13, length), filled(14, 24));
  };
  const entry = { circleId, documentId: filled(15), entryId: filled(16, 16) };
  const own = { memberId: member().publicKey, leaf: 1, generation: 0, sequence: 0 };
  const announced = { leaf: 1, generation: 0, verificationKey: member().publicKey, bucket: 9000 };
  return [
    {
      name: 'capsule',
      samples: [sealed('contribution', 100), sealed('attribution', 108)],
      read: (bytes) => [readCapsuleHeader(bytes), openCapsule(secret, bytes)],
    },
    {
      name: 'attribution',
      samples: [signAttribution(member().secretKey, entry, 9000, own)],
      read: (bytes) =>
        verifyAttribution(
          bytes,
          entry,
          9000,
          () => announced,
          () => own.memberId,
        ),
    },
    {
      name: 'static key',
      samples: [staticKeyPairFromSeed(filled(17)).publicKey],
      read: (bytes) => pairKey(staticKeyPairFromSeed(filled(18)), bytes, circleId),
    },
  ];
}

function governanceTarget(): Target {
  const author = member();
  const memberId = author.publicKey;
  const hedgeKey = filled(19, 1216);
  const device = { memberId, keyPackageRef: filled(20), staticKey: filled(21), hedgeKey };
  const circle = foundCircle(
    circleId,
    'soak',
    {
      text: '',
      confidentiality: 'chatham-house',
      defaultFade: 24,
      longestFade: null,
      attributionFade: null,
      sponsors: 2,
      allowsUnnamed: true,
      opensDoor: 'members',
      language: 'fr',
    },
    { memberId, name: 'Alice', role: 'host' },
    { ...device, lastCommitHour: 1, isSeated: true, asksFrom: 0 },
  );
  const inviteId = filled(22, 16);
  const { keyPackageRef, staticKey } = device;
  const candidate = { memberId: filled(23), name: 'Zoé', keyPackageRef, staticKey, hedgeKey };
  return {
    name: 'governance action',
    cborFrom: 0,
    samples: [
      { kind: 'invite', inviteId, secret: filled(24), lastHour: 100 } as const,
      { kind: 'close-invite', inviteId } as const,
      { kind: 'endorse', inviteId, ...candidate, lastHour: 100 } as const,
    ].map((action) => encodeAction(signAction(circleId, author, action))),
    read: (bytes) => {
      canonical(decodeAction, encodeAction)(bytes);
      const action = decodeAction(bytes);
      if (action.ok) applyAction(circle, action.value, 50);
    },
  };
}

function inviteTarget(): Target {
  const invite = { inviteId: filled(25, 16), secret: filled(26) };
  const relays = ['https://relay.example', 'http://localhost:8787', 'https://xn--caf-dma.example'];
  return {
    name: 'invite',
    samples: relays.map((relay) => utf8(encodeInvite({ relay, ...invite }))),
    read: (bytes) => {
      let fragment = String.fromCharCode(...bytes);
      try {
        fragment = fromUtf8(bytes);
      } catch {
        // as Latin-1, then: a fragment is any text
      }
      const read = readInvite(fragment);
      if (read.ok && encodeInvite(read.value) !== fragment) throw new Error('two encodings');
    },
  };
}

function vaultTargets(): Target[] {
  const key = filled(27);
  const nonce = filled(28, 24);
  const parameters = { ...LEAST_COST, salt: filled(29, 16) };
  return [
    {
      name: 'wrapped secret',
      samples: [wrapSecret(key, circleId, filled(30, 100), nonce)],
      read: (bytes) => unwrapSecret(key, circleId, bytes),
    },
    {
      name: 'wrapped vault key',
      samples: [wrapVaultKey(key, filled(31), nonce)],
      read: (bytes) => unwrapVaultKey(key, bytes),
    },
    {
      name: 'stretch parameters',
      samples: [
        encodeStretchParameters(parameters),
        concat(filled(1, 1), u32(65_536), u32(3), filled(1, 1), filled(0, 16)),
      ],
      read: canonical(readStretchParameters, encodeStretchParameters),
    },
  ];
}

export function decoderTargets(): readonly Target[] {
  return [
    ...frameTargets(),
    ...recordTargets(),
    ...capsuleTargets(),
    governanceTarget(),
    inviteTarget(),
    ...vaultTargets(),
  ];
}
