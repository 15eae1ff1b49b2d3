import type { Charter } from '../../crypto/charter.ts';
import { decodeCommitBinding, encodeCommitBinding } from '../../crypto/commitBinding.ts';
import {
  checkAmendment,
  decodeEntryBody,
  encodeEntryBody,
  signAmendment,
  type Contribution,
  type EntryBody,
} from '../../crypto/entryBody.ts';
import { foundCircle } from '../../crypto/governance.ts';
import { governanceCodec } from '../../crypto/governanceCodec.ts';
import { inboxCodec, seatCodec } from '../../crypto/inboxBody.ts';
import {
  announcementCodec,
  contentCodec,
  openGovernanceBody,
  sealGovernanceBody,
} from '../../crypto/recordBody.ts';
import { signingKeyPairFromSeed } from '../../crypto/signature.ts';
import { canonical, type Target } from './decoders.ts';

/** What members seal inside of records, capsules and inboxes: whoever holds a key may have written anything. */

const filled = (byte: number, length = 32) => new Uint8Array(length).fill(byte);
const circleId = filled(1);
const documentId = filled(2);
const charter: Charter = {
  text: 'What is said here stays here.',
  confidentiality: 'chatham-house',
  defaultFade: 24,
  longestFade: null,
  attributionFade: 12,
  sponsors: 2,
  allowsUnnamed: true,
  opensDoor: 'members',
  language: 'fr',
};

function entryTarget(): Target {
  const place = { circleId, documentId };
  const edit = signingKeyPairFromSeed(filled(3));
  const target = filled(4, 16);
  const contribution: Contribution = {
    kind: 'contribution',
    text: 'Bonjour à tous',
    writtenHour: 8000,
    fadesAtMs: 1_800_000_000_000,
    editKey: edit.publicKey,
    replyTo: target,
    quote: { target, text: 'Bonjour' },
  };
  const bodies: readonly EntryBody[] = [
    contribution,
    { ...contribution, replyTo: null, quote: null },
    {
      kind: 'header',
      title: 'Titre',
      openedHour: 8000,
      fadesAtMs: null,
      format: 'free',
      nonce: filled(18),
    },
    { kind: 'reaction', target, reaction: 'sit-with-it', editKey: edit.publicKey },
    signAmendment(edit.secretKey, documentId, { kind: 'edit', target, sequence: 3, text: 'Non' }),
    signAmendment(edit.secretKey, documentId, { kind: 'withdraw', target }),
  ];
  return {
    name: 'entry',
    cborFrom: 64,
    samples: bodies.map((body) => encodeEntryBody(place, body)),
    read: (bytes) => {
      const read = decodeEntryBody(place, bytes);
      if (!read.ok) return;
      if (read.value.kind === 'edit' || read.value.kind === 'withdraw')
        checkAmendment(contribution, documentId, read.value);
    },
  };
}

function recordBodyTargets(): Target[] {
  const rec = filled(5);
  const content = {
    discussionId: filled(6),
    rosterEpoch: 2,
    part: 1,
    capsule: filled(7, 300),
    attribution: filled(8, 200),
  };
  const announcement = {
    leaf: 1,
    generation: 2,
    verificationKey: filled(9),
    bucket: 9000,
    macs: [1, 2, 3].map((leaf) => ({ leaf, mac: filled(leaf, 16) })),
  };
  const bodies = [content, { ...content, attribution: null }];
  return [
    {
      name: 'content body',
      cborFrom: 0,
      samples: bodies.map((body) => contentCodec.encode(body)),
      read: canonical(contentCodec.decode, contentCodec.encode),
    },
    {
      name: 'announcement body',
      cborFrom: 0,
      samples: [announcementCodec.encode(announcement)],
      read: canonical(announcementCodec.decode, announcementCodec.encode),
    },
    {
      name: 'sealed governance body',
      samples: [sealGovernanceBody(rec, circleId, 3, filled(10, 90), filled(11, 24))],
      read: (bytes) => openGovernanceBody(rec, circleId, 3, bytes),
    },
    {
      name: 'commit binding',
      samples: [
        encodeCommitBinding({
          kind: 'seating',
          governance: filled(12),
          inviteId: filled(13, 16),
          nameHash: filled(14),
        }),
      ],
      read: canonical(decodeCommitBinding, encodeCommitBinding),
    },
  ];
}

function inboxTargets(): Target[] {
  const memberId = filled(14);
  const keyPackageRef = filled(15);
  const staticKey = filled(16);
  const hedgeKey = filled(17, 1216);
  const device = {
    memberId,
    keyPackageRef,
    staticKey,
    hedgeKey,
    lastCommitHour: 8000,
    isSeated: true,
    asksFrom: 0,
  };
  const founder = { memberId, name: 'Alice', role: 'host' } as const;
  const circle = foundCircle(circleId, 'Le cercle', charter, founder, device);
  const governance = governanceCodec.encode(circle);
  const welcome = filled(18, 400);
  const seat = { governance, eraSecret: filled(19), index: 7, hour: 8000, chain: filled(20) };
  return [
    {
      name: 'inbox body',
      cborFrom: 0,
      samples: [
        { kind: 'invitation', circleId, name: 'Le cercle', charter, lastHour: 8100 } as const,
        { kind: 'request', keyPackage: welcome, name: 'Zoé', staticKey, hedgeKey } as const,
        { kind: 'seat', sealed: seatCodec.encode(seat) } as const,
        { kind: 'welcome', keyPackageRef, welcome } as const,
        { kind: 'closed' } as const,
      ].map((body) => inboxCodec.encode(body)),
      read: canonical(inboxCodec.decode, inboxCodec.encode),
    },
    {
      name: 'seat',
      cborFrom: 0,
      samples: [seatCodec.encode(seat)],
      read: canonical(seatCodec.decode, seatCodec.encode),
    },
    {
      name: 'governance state',
      cborFrom: 0,
      samples: [governance],
      read: canonical(governanceCodec.decode, governanceCodec.encode),
    },
  ];
}

export function bodyTargets(): readonly Target[] {
  return [entryTarget(), ...recordBodyTargets(), ...inboxTargets()];
}
