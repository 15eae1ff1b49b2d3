import { decode, encode } from 'cborg';
import { bucketOf, fail, ok, type Result } from '../../crypto/index.ts';
import {
  amend,
  open,
  rotate,
  type Generation,
  type RandomBytes,
  type Secrets,
} from '../storage/generation.ts';
import type { OpenVaultStorage, VaultRow, VaultTable } from '../storage/vaultStorage.ts';
import type { Clock } from './clock.ts';

/**
 * A vault whose keys are in memory: one step at a time, each step one transaction, and the generation key renewed
 * when an hour has gone.
 */

/** Keys die ten minutes after the end of their hour, PROTOCOL.md §3. */
const GRACE_SECONDS = 600;
const OWN_SECRET = 'vault';

/** The device's own small secret. `keyHour` is the hour to which every key has been punctured. */
type VaultState = {
  readonly rowKey: Uint8Array;
  readonly clockMs: number;
  readonly nextOrdinal: number;
  readonly keyHour: number;
};

export type VaultChange = {
  readonly secrets: ReadonlyMap<string, Uint8Array | null>;
  readonly puts?: readonly VaultRow[];
  readonly deletes?: readonly { readonly table: VaultTable; readonly key: string }[];
};

export type OpenVault = {
  readonly storage: OpenVaultStorage;
  readonly random: RandomBytes;
  readonly rowKey: Uint8Array;
  secrets(): Secrets;
  /** The first hour whose keys may still exist. */
  keyHour(): number;
  /** Whether keys of a past hour still lie here. */
  isDue(): boolean;
  /** Steps run one after another; a step that fails stops nobody else. */
  exclusive<Value>(step: () => Promise<Value>): Promise<Value>;
  /** Inside a step. */
  persist(change: VaultChange): Promise<void>;
  takeOrdinal(): Promise<number>;
  /** Inside a step: all secrets under a fresh key, the old one destroyed. */
  rotate(changes: ReadonlyMap<string, Uint8Array>): Promise<void>;
  close(): Promise<void>;
};

/** `Damaged` where what is stored does not open under the vault key. */
export async function openVault(options: {
  readonly storage: OpenVaultStorage;
  readonly vaultKey: Uint8Array;
  readonly clock: Clock;
  readonly random: RandomBytes;
}): Promise<Result<OpenVault, 'Damaged'>> {
  const { storage, vaultKey, clock, random } = options;
  const sealing = { vaultKey, slots: storage.slots, store: storage.store, random };
  const graced = () => bucketOf(clock.nowMs() / 1000 - GRACE_SECONDS);
  let generation: Generation;
  // New, or its founding was interrupted before anything was kept.
  if ((await storage.store.read()) === null) {
    const first: VaultState = {
      rowKey: random(32),
      clockMs: clock.nowMs(),
      nextOrdinal: 1,
      keyHour: graced(),
    };
    generation = await rotate(sealing, null, new Map([[OWN_SECRET, encode(first)]]));
  } else {
    const opened = await open(sealing);
    if (!opened.ok) return fail('Damaged');
    generation = opened.value;
  }
  const own = generation.secrets.get(OWN_SECRET);
  if (own === undefined) return fail('Damaged');
  let state = decode(own) as VaultState;
  clock.restore(state.clockMs);
  let queue: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  /** A rotation was interrupted: only what lies there says which key stands now. */
  let isCertain = true;

  async function settle(): Promise<void> {
    if (isCertain) return;
    const standing = await open(sealing);
    if (!standing.ok) throw new Error('what was open does not open any more');
    generation = standing.value;
    isCertain = true;
  }

  const stamped = (next: VaultState) =>
    [OWN_SECRET, encode({ ...next, clockMs: clock.nowMs() })] as const;

  return ok({
    storage,
    random,
    rowKey: state.rowKey,
    secrets: () => generation.secrets,
    keyHour: () => Math.max(state.keyHour, graced()),
    isDue: () => graced() > state.keyHour,
    exclusive(step) {
      const run = queue.then(() => {
        if (isClosed) throw new VaultClosed();
        return step();
      });
      queue = run.catch(() => undefined);
      return run;
    },
    async persist({ secrets, puts = [], deletes = [] }) {
      await settle();
      const changes = new Map([...secrets, stamped(state)]);
      generation = await amend(sealing, generation, changes, { puts, deletes });
    },
    async takeOrdinal() {
      const ordinal = state.nextOrdinal;
      state = { ...state, nextOrdinal: ordinal + 1 };
      return ordinal;
    },
    async rotate(changes) {
      await settle();
      const next = { ...state, keyHour: graced() };
      const secrets = new Map([...generation.secrets, ...changes, stamped(next)]);
      try {
        generation = await rotate(sealing, generation, secrets);
        state = next;
      } catch (error) {
        isCertain = false;
        throw error;
      }
    },
    async close() {
      // What is running finishes first: nothing is torn.
      await queue;
      isClosed = true;
      await storage.close();
    },
  });
}

/** The vault was locked, or went to another tab, before this step began. */
export class VaultClosed extends Error {
  constructor() {
    super('the vault is closed');
  }
}
