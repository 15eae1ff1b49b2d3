import { equalBytes } from './bytes.ts';
import { DEVICE_EXTENSION, encodeDeviceLeaf, type DeviceIdentity } from './deviceLeaf.ts';
import {
  attempt,
  cipherSuite,
  clientConfig,
  createGroup,
  decodeGroupState,
  EMPTY,
  encodeGroupState,
  encodeMlsMessage,
  generateKeyPackageWithKey,
  joinGroupWithExtensions,
  mlsExporter,
  processPrivateMessage,
  readMessage,
  SUITE,
  withConfig,
  type KeyPackage,
  type MlsGroup,
  type PreSharedKeyID,
} from './group.ts';
import {
  keyPackageLifetime,
  type Candidate,
  type FindPsk,
  type GroupFace,
  type PendingKeyPackage,
} from './groupFace.ts';
import { buildCommit, secretsLeftBehind, settle, type MlsChange } from './mlsCommit.ts';
import { readCommit } from './mlsInspect.ts';
import { areKeysSound, candidateOf, ownsItsPath, seatsIn } from './mlsLeaves.ts';
import { fail, ok, type Result } from './result.ts';
import { sodium } from './sodium.ts';

const EXPORT_LABEL = 'cenacle/v1/epoch';

function readKeyPackageBytes(bytes: Uint8Array): KeyPackage | undefined {
  const message = readMessage(bytes);
  return message?.wireformat === 'mls_key_package' ? message.keyPackage : undefined;
}

async function makeKeyPackage(device: DeviceIdentity, now: number): Promise<PendingKeyPackage> {
  const { identity, extension } = encodeDeviceLeaf(device);
  const { notBefore, notAfter } = keyPackageLifetime(now);
  const { publicPackage, privatePackage } = await generateKeyPackageWithKey(
    { credentialType: 'basic', identity },
    {
      versions: ['mls10'],
      ciphersuites: [SUITE],
      extensions: [DEVICE_EXTENSION],
      proposals: [],
      credentials: ['basic'],
    },
    { notBefore: BigInt(notBefore), notAfter: BigInt(notAfter) },
    [],
    { signKey: device.signing.secretKey, publicKey: device.signing.publicKey },
    await cipherSuite(),
    [{ extensionType: DEVICE_EXTENSION, extensionData: extension }],
  );
  return {
    keyPackage: encodeMlsMessage({
      version: 'mls10',
      wireformat: 'mls_key_package',
      keyPackage: publicPackage,
    }),
    initPrivateKey: privatePackage.initPrivateKey,
    leafPrivateKey: privatePackage.hpkePrivateKey,
    signaturePrivateKey: privatePackage.signaturePrivateKey,
  };
}

function privateKeysOf(pending: PendingKeyPackage) {
  return {
    initPrivateKey: pending.initPrivateKey,
    hpkePrivateKey: pending.leafPrivateKey,
    signaturePrivateKey: pending.signaturePrivateKey,
  };
}

async function readKeyPackage(
  bytes: Uint8Array,
  circleId: Uint8Array,
  now: number,
): Promise<Result<Candidate>> {
  const keyPackage = readKeyPackageBytes(bytes);
  if (!keyPackage) return fail('Malformed');
  const candidate = await attempt(() => candidateOf(keyPackage, circleId, now));
  return candidate ? ok(candidate) : fail('NotAuthentic');
}

async function found(circleId: Uint8Array, device: DeviceIdentity, now: number): Promise<MlsGroup> {
  const pending = await makeKeyPackage(device, now);
  const keyPackage = readKeyPackageBytes(pending.keyPackage);
  if (!keyPackage || !(await candidateOf(keyPackage, circleId, now))) {
    throw new TypeError('not a device of this circle');
  }
  const cs = await cipherSuite();
  const keys = privateKeysOf(pending);
  const state = await createGroup(circleId, keyPackage, keys, [], cs, clientConfig);
  sodium.memzero(pending.initPrivateKey);
  return settle(state);
}

/** Undefined where the library refuses what was read. */
async function readWelcome(
  bytes: Uint8Array,
  pending: PendingKeyPackage,
  circleId: Uint8Array,
  findPsk: FindPsk,
): Promise<{ readonly state: MlsGroup; readonly pskId: Uint8Array } | undefined> {
  const message = readMessage(bytes);
  const keyPackage = readKeyPackageBytes(pending.keyPackage);
  if (message?.wireformat !== 'mls_welcome' || !keyPackage) return undefined;
  const pskIds: Uint8Array[] = [];
  const [client, extensions] = await joinGroupWithExtensions(
    message.welcome,
    keyPackage,
    privateKeysOf(pending),
    {
      findPsk(id: PreSharedKeyID) {
        if (id.psktype !== 'external' || id.pskNonce.length !== 32) return undefined;
        pskIds.push(id.pskId);
        return findPsk(id.pskId);
      },
    },
    await cipherSuite(),
    undefined,
    undefined,
    clientConfig,
  );
  const state = settle(client);
  const [pskId, ...otherIds] = pskIds;
  const { groupContext, ratchetTree } = state;
  if (!pskId || otherIds.length > 0 || !equalBytes(groupContext.groupId, circleId))
    return undefined;
  if (groupContext.extensions.length > 0) return undefined;
  if (extensions.some(({ extensionType }) => extensionType !== 'ratchet_tree')) return undefined;
  const seats = seatsIn(circleId, ratchetTree);
  return seats && areKeysSound(ratchetTree, seats) ? { state, pskId } : undefined;
}

/** The face over RFC 9420, suite 3. */
export const mlsGroup: GroupFace<MlsGroup> = {
  makeKeyPackage,
  readKeyPackage,
  createGroup: found,

  async commit(state, change, externalPsk, now) {
    if (state.groupActiveState.kind !== 'active') throw new TypeError('removed from this group');
    if (change.kind === 'remove') {
      const isSeated = (leaf: number) => mlsGroup.seats(state).some((seat) => seat.leaf === leaf);
      const isValid = change.leaves.every(
        (leaf) => isSeated(leaf) && leaf !== mlsGroup.ownLeaf(state),
      );
      if (!isValid || change.leaves.length === 0) throw new RangeError('not leaves of others');
    }
    let mlsChange: MlsChange;
    if (change.kind === 'add') {
      const { keyPackage } = change;
      const read = await readKeyPackage(keyPackage, state.groupContext.groupId, now);
      const decoded = readKeyPackageBytes(keyPackage);
      if (!read.ok) return read;
      if (!decoded) return fail('Malformed');
      mlsChange = { kind: 'add', keyPackage: decoded };
    } else mlsChange = change;
    const committed = await attempt(() => buildCommit(state, mlsChange, externalPsk));
    const isSound = committed && seatsIn(state.groupContext.groupId, committed.next.ratchetTree);
    return isSound ? ok(committed) : fail('NotAuthentic');
  },

  async inspect(state, commit, now) {
    const read = await readCommit(state, commit, now);
    return read.ok ? ok(read.value.view) : read;
  },

  async process(state, commit, now, findPsk) {
    const read = await readCommit(state, commit, now);
    if (!read.ok) return read;
    const { view, message } = read.value;
    const { change } = view;
    if (
      change.kind === 'remove' &&
      change.seats.some(({ leaf }) => leaf === mlsGroup.ownLeaf(state))
    ) {
      const after: MlsGroup = { ...state, groupActiveState: { kind: 'removedFromGroup' } };
      return ok({
        state: after,
        removed: true,
        view,
        consumed: secretsLeftBehind(state, undefined),
      });
    }
    const psk = findPsk(view.pskId);
    if (!psk) return fail('Desync');
    // Not `processMessage`: that one drops the PSK index of a private message.
    const result = await attempt(async () =>
      processPrivateMessage(
        withConfig(state),
        message.privateMessage,
        { findPsk: () => psk },
        await cipherSuite(),
      ),
    );
    if (result?.kind !== 'newState' || result.actionTaken !== 'accept') return fail('Desync');
    const after = settle(result.newState);
    if (!ownsItsPath(after)) return fail('Desync');
    const consumed = [...result.consumed, ...secretsLeftBehind(state, after)];
    return ok({ state: after, removed: false, view, consumed });
  },

  async join(welcome, pending, circleId, now, findPsk) {
    if (pending.initPrivateKey.every((byte) => byte === 0)) return fail('Faded');
    if (readMessage(welcome) === undefined) return fail('Malformed');
    const own = await readKeyPackage(pending.keyPackage, circleId, now);
    if (!own.ok) return fail('Faded');
    const joined = await attempt(() => readWelcome(welcome, pending, circleId, findPsk));
    if (!joined) return fail('NotAuthentic');
    sodium.memzero(pending.initPrivateKey);
    return ok(joined);
  },

  async exportAndScrub(state) {
    const { exporterSecret } = state.keySchedule;
    if (exporterSecret.length === 0) throw new TypeError('this epoch was exported before');
    const context = state.groupContext.groupId;
    const cs = await cipherSuite();
    const epochSecret = await mlsExporter(exporterSecret, EXPORT_LABEL, context, 32, cs);
    sodium.memzero(exporterSecret);
    return {
      state: { ...state, keySchedule: { ...state.keySchedule, exporterSecret: EMPTY } },
      epochSecret,
    };
  },

  epochOf: (state) => Number(state.groupContext.epoch),
  epochAuthenticator: (state) => state.keySchedule.epochAuthenticator,
  treeHash: (state) => state.groupContext.treeHash,
  ownLeaf: (state) => state.privatePath.leafIndex,
  seats: (state) => seatsIn(state.groupContext.groupId, state.ratchetTree) ?? [],

  encode(state) {
    if (state.keySchedule.exporterSecret.length > 0) throw new TypeError('export and scrub first');
    return encodeGroupState(settle(state));
  },

  decode(bytes) {
    try {
      const [state, length] = decodeGroupState(bytes, 0) ?? [];
      return state && length === bytes.length ? ok(settle(state)) : fail('Malformed');
    } catch {
      return fail('Malformed');
    }
  },
};
