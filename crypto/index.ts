/** The front door of crypto/. Await `sodiumReady` first. */
export { sodiumReady } from './sodium.ts';
export { fail, ok, type ReadError, type Result } from './result.ts';
export { concat, equalBytes, fromHex, fromUtf8, toHex, u64, utf8 } from './bytes.ts';
export { hash, kdf } from './kdf.ts';
export { sha256 } from './sha256.ts';
export { sign, signingKeyPairFromSeed, verify, type SigningKeyPair } from './signature.ts';
export {
  bucketOf,
  bucketStart,
  deriveBucketKey,
  frontierOf,
  HORIZON_HOURS,
  NO_EXPIRY,
  puncture,
  type BucketKey,
  type Frontier,
  type TreeNode,
} from './expiryTree.ts';
export {
  openCapsule,
  readCapsuleHeader,
  sealCapsule,
  type CapsuleHeader,
  type CapsuleKind,
  type CapsuleSecret,
} from './capsule.ts';
export {
  closeEpochKeys,
  deriveEraSecret,
  punctureEpochKeys,
  takeEpochKeys,
  withoutRec,
  type EpochKeys,
  type Tree,
  type UsedHours,
} from './epochKeys.ts';
export { deriveEraKeys, openRecord, sealRecord, type RecordContent } from './record.ts';
export { advanceHead, eraHead, firstHead, recordHash, type LogHead } from './logHead.ts';
export { entryId, segmentId, type Segment } from './entry.ts';
export { deriveInviteKeys, encodeInvite, readInvite, type Invite } from './invite.ts';
export { headWords, seatingWords, type WordLanguage } from './words.ts';
export {
  announcementMac,
  checkAnnouncementMac,
  pairKey,
  signAttribution,
  staticKeyPairFromSeed,
  verifyAttribution,
  type AnnouncedKey,
  type Attribution,
} from './attribution.ts';
export { charterSchema, type Charter } from './charter.ts';
export {
  deviceNamed,
  foundCircle,
  governanceHash,
  hasRoom,
  mayOpenDoor,
  memberOf,
  type Device,
  type GovernanceState,
  type Refusal,
} from './governance.ts';
export { applyAction } from './applyAction.ts';
export { applySeating, nameHash } from './seating.ts';
export { isRemovalDecided, votersFor } from './removal.ts';
export { HEDGE_BYTES, NO_HEDGE, openHedge, sealHedge } from './hedge.ts';
export {
  decodeAction,
  encodeAction,
  signAction,
  type GovernanceAction,
  type SignedAction,
} from './governanceAction.ts';
export {
  deriveKeyEncryptionKey,
  unwrapSecret,
  unwrapVaultKey,
  wrapSecret,
  wrapVaultKey,
} from './vaultKeys.ts';
export { mlsGroup } from './mlsGroup.ts';
export { certifyDevice, type DeviceIdentity, type DevicePublic } from './deviceLeaf.ts';
export {
  erase,
  type Candidate,
  type Change,
  type CommitView,
  type GroupFace,
  type PendingKeyPackage,
  type Seat,
} from './groupFace.ts';
export { deriveCapsuleSecret } from './capsuleSecret.ts';
export {
  checkAmendment,
  decodeEntryBody,
  discussionIdOf,
  encodeEntryBody,
  QUOTE_CHARACTERS,
  REACTIONS,
  roundedFade,
  signAmendment,
  type Amendment,
  type Contribution,
  type DiscussionHeader,
  type EntryBody,
  type EntryPlace,
  type Reaction,
  type ReactionKind,
} from './entryBody.ts';
export {
  announcementCodec,
  commitCodec,
  contentCodec,
  heartbeatCodec,
  openGovernanceBody,
  sealGovernanceBody,
  type ContentBody,
  type SealedHedges,
} from './recordBody.ts';
export { inboxCodec, seatCodec, type InboxBody } from './inboxBody.ts';
export { governanceCodec } from './governanceCodec.ts';
export {
  decodeCommitBinding,
  encodeCommitBinding,
  hedgesHash,
  NO_NACK,
  type CommitBinding,
} from './commitBinding.ts';
export { applyCommit, type ReadCommit } from './commitValidity.ts';
export { NACK_HOURS, nackCodec, nackHash, signNack, type Nack } from './nack.ts';
export {
  applyReturn,
  applyUnseat,
  deviceOfNack,
  dormantDevices,
  mayUnseatDormant,
} from './returning.ts';
export { checkHeartbeat, signHeartbeat } from './heartbeat.ts';
export { hedgeKeyFromSeed, hedgeKeyHash } from './hedgeKey.ts';
export { isFit } from './codec.ts';
