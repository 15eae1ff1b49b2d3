import { decode as decodeCbor, encode as encodeCbor } from 'cborg';
import { concat, equalBytes, u32 } from './bytes.ts';
import { encodeDeviceLeaf } from './deviceLeaf.ts';
import { keyPackageLifetime, type CommitView, type GroupFace, type Seat } from './groupFace.ts';
import { hash } from './kdf.ts';
import {
  candidateOf,
  deviceOf,
  isKeyPackage,
  leafOf,
  refOf,
  type ModelKeyPackage,
  type ModelLeaf,
} from './modelLeaves.ts';
import { fail, ok } from './result.ts';

/**
 * The face of `mlsGroup.ts` without cryptography: anybody who sees a message could compute its epoch. It
 * keeps the rules and the bookkeeping, for long random schedules. Never shipped to a device.
 */

export type ModelGroup = {
  readonly circleId: Uint8Array;
  readonly epoch: number;
  readonly leaves: readonly (ModelLeaf | null)[];
  readonly own: number;
  readonly secret: Uint8Array;
  readonly isScrubbed: boolean;
  readonly isRemoved: boolean;
};

type ModelCommit = {
  readonly circleId: Uint8Array;
  readonly epoch: number;
  readonly committer: number;
  readonly add: ModelKeyPackage | null;
  readonly removed: readonly number[];
  readonly pskId: Uint8Array;
};

type ModelWelcome = {
  readonly ref: Uint8Array;
  readonly pskId: Uint8Array;
  /** the joiner's state, its secret still without the PSK */
  readonly joiner: ModelGroup;
};

let serial = 0;

/** The model reads only what it wrote; a test's flipped bytes are `Malformed` at worst. */
function read<Value>(
  bytes: Uint8Array,
  isValue: (value: Partial<Value>) => boolean,
): Value | undefined {
  try {
    const value = decodeCbor(bytes) as Value;
    return isValue(value as Partial<Value>) ? value : undefined;
  } catch {
    return undefined;
  }
}

function seatsOf(state: ModelGroup): Seat[] {
  return state.leaves.flatMap((node, leaf) => {
    const device = node && deviceOf(state.circleId, node);
    return device ? [{ leaf, device }] : [];
  });
}

function seated(leaves: ModelGroup['leaves'], keyPackage: ModelKeyPackage) {
  const blank = leaves.indexOf(null);
  const leaf = blank < 0 ? leaves.length : blank;
  const after = [...leaves];
  after[leaf] = leafOf(keyPackage);
  return { after, leaf };
}

function viewOf(state: ModelGroup, commit: ModelCommit, now: number): CommitView | undefined {
  const seats = seatsOf(state);
  const committer = seats.find(({ leaf }) => leaf === commit.committer);
  if (!committer || (commit.add && commit.removed.length > 0)) return undefined;
  if (!commit.removed.every((leaf) => leaf !== commit.committer && state.leaves[leaf]))
    return undefined;
  const { add, pskId } = commit;
  if (add) {
    const candidate = candidateOf(add, state.circleId, now);
    const isSeated = state.leaves.some(
      (leaf) => leaf && equalBytes(leaf.signatureKey, add.signatureKey),
    );
    return candidate && !isSeated
      ? { committer, change: { kind: 'add', candidate }, pskId }
      : undefined;
  }
  const removed = seats.filter(({ leaf }) => commit.removed.includes(leaf));
  return removed.length > 0
    ? { committer, change: { kind: 'remove', seats: removed }, pskId }
    : { committer, change: { kind: 'update' }, pskId };
}

function withoutPsk(state: ModelGroup, commit: ModelCommit): ModelGroup {
  const kept = state.leaves.map((leaf, at) => (commit.removed.includes(at) ? null : leaf));
  return {
    ...state,
    epoch: state.epoch + 1,
    leaves: commit.add ? seated(kept, commit.add).after : kept,
    secret: hash('model-joiner', concat(state.secret, encodeCbor(commit))),
    isScrubbed: false,
  };
}

function withPsk(state: ModelGroup, psk: Uint8Array): ModelGroup {
  return { ...state, secret: hash('model-epoch', concat(state.secret, psk)) };
}

function readCommit(state: ModelGroup, bytes: Uint8Array, now: number) {
  const commit = read<ModelCommit>(
    bytes,
    ({ circleId, pskId, removed }) =>
      circleId instanceof Uint8Array && pskId instanceof Uint8Array && Array.isArray(removed),
  );
  if (!commit) return fail('Malformed' as const);
  if (!equalBytes(commit.circleId, state.circleId)) return fail('NotAuthentic' as const);
  if (commit.epoch !== state.epoch || state.isRemoved) return fail('UnknownEpoch' as const);
  const view = commit.committer === state.own ? undefined : viewOf(state, commit, now);
  return view ? ok({ commit, view }) : fail('NotAuthentic' as const);
}

export const modelGroup: GroupFace<ModelGroup> = {
  async makeKeyPackage(device, now) {
    serial += 1;
    const signatureKey = device.signing.publicKey;
    const leaf = { signatureKey, ...encodeDeviceLeaf(device) };
    const keyPackage = encodeCbor({ ...leaf, ...keyPackageLifetime(now), serial });
    return {
      keyPackage,
      initPrivateKey: new Uint8Array(32).fill(1),
      leafPrivateKey: new Uint8Array(32).fill(2),
      signaturePrivateKey: device.signing.secretKey,
    };
  },

  async readKeyPackage(bytes, circleId, now) {
    const keyPackage = read<ModelKeyPackage>(bytes, isKeyPackage);
    if (!keyPackage) return fail('Malformed');
    const candidate = candidateOf(keyPackage, circleId, now);
    return candidate ? ok(candidate) : fail('NotAuthentic');
  },

  async createGroup(circleId, device) {
    const leaf = { signatureKey: device.signing.publicKey, ...encodeDeviceLeaf(device) };
    if (!deviceOf(circleId, leaf)) throw new TypeError('not a device of this circle');
    const secret = hash('model-founder', concat(circleId, u32(0)));
    return {
      circleId,
      epoch: 0,
      leaves: [leaf],
      own: 0,
      secret,
      isScrubbed: false,
      isRemoved: false,
    };
  },

  async commit(state, change, externalPsk, now) {
    if (state.isRemoved) throw new TypeError('removed from this group');
    const add =
      change.kind === 'add' ? read<ModelKeyPackage>(change.keyPackage, isKeyPackage) : null;
    if (add === undefined) return fail('Malformed');
    const removed = change.kind === 'remove' ? change.leaves : [];
    const isValid = removed.every((leaf) => leaf !== state.own && state.leaves[leaf]);
    if (!isValid || (change.kind === 'remove' && removed.length === 0)) {
      throw new RangeError('not leaves of others');
    }
    const { circleId, epoch, own } = state;
    const commit: ModelCommit = {
      circleId,
      epoch,
      committer: own,
      add,
      removed,
      pskId: externalPsk.id,
    };
    if (!viewOf(state, commit, now)) return fail('NotAuthentic');
    const between = withoutPsk(state, commit);
    const joinerLeaf = add && seated(state.leaves, add).leaf;
    const welcome: ModelWelcome | undefined =
      add && joinerLeaf !== null
        ? { ref: refOf(add), pskId: externalPsk.id, joiner: { ...between, own: joinerLeaf } }
        : undefined;
    return ok({
      state,
      next: withPsk(between, externalPsk.value),
      commit: encodeCbor(commit),
      welcome: welcome && encodeCbor(welcome),
      consumed: [state.secret],
    });
  },

  async inspect(state, commit, now) {
    const found = readCommit(state, commit, now);
    return found.ok ? ok(found.value.view) : found;
  },

  async process(state, bytes, now, findPsk) {
    const found = readCommit(state, bytes, now);
    if (!found.ok) return found;
    const { commit, view } = found.value;
    const consumed = [state.secret];
    if (commit.removed.includes(state.own)) {
      return ok({ state: { ...state, isRemoved: true }, removed: true, view, consumed });
    }
    const psk = findPsk(commit.pskId);
    if (!psk) return fail('Desync');
    return ok({ state: withPsk(withoutPsk(state, commit), psk), removed: false, view, consumed });
  },

  async join(bytes, pending, circleId, now, findPsk) {
    if (pending.initPrivateKey.every((byte) => byte === 0)) return fail('Faded');
    const welcome = read<ModelWelcome>(
      bytes,
      ({ ref, joiner }) => ref instanceof Uint8Array && !!joiner,
    );
    const keyPackage = read<ModelKeyPackage>(pending.keyPackage, isKeyPackage);
    if (!welcome || !keyPackage) return fail('Malformed');
    if (!candidateOf(keyPackage, circleId, now)) return fail('Faded');
    const psk = findPsk(welcome.pskId);
    const isMine = equalBytes(welcome.ref, refOf(keyPackage));
    if (!psk || !isMine || !equalBytes(welcome.joiner.circleId, circleId))
      return fail('NotAuthentic');
    pending.initPrivateKey.fill(0);
    return ok({ state: withPsk(welcome.joiner, psk), pskId: welcome.pskId });
  },

  async exportAndScrub(state) {
    if (state.isScrubbed) throw new TypeError('this epoch was exported before');
    return {
      state: { ...state, isScrubbed: true },
      epochSecret: hash('model-export', state.secret),
    };
  },

  epochOf: (state) => state.epoch,
  epochAuthenticator: (state) => hash('model-authenticator', state.secret),
  treeHash: (state) => hash('model-tree', encodeCbor(state.leaves)),
  ownLeaf: (state) => state.own,
  seats: seatsOf,

  encode(state) {
    if (!state.isScrubbed) throw new TypeError('export and scrub first');
    return encodeCbor(state);
  },

  decode(bytes) {
    const state = read<ModelGroup>(bytes, ({ leaves }) => Array.isArray(leaves));
    return state ? ok(state) : fail('Malformed');
  },
};
