import { STARTING } from '../model/snapshot.ts';
import type { Timers } from '../sync/logConnection.ts';
import { createHost } from './host.ts';
import type { FromVault, ToVault } from './messages.ts';
import { findUnsupported, type WorkerScope } from './support.ts';

/** The vault's worker: what it uses of the browser comes together here and in startEngine.ts. */

const CHANNEL = 'cenacle-vault';

const timers: Timers = {
  nowMs: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
const post = (message: FromVault) => self.postMessage(message);

const reason = await findUnsupported(self as WorkerScope);
if (reason === null) {
  const host = createHost({
    locks: navigator.locks,
    channel: new BroadcastChannel(CHANNEL),
    timers,
    // Loaded only where it can run: without WebAssembly its libraries fail as soon as they are read.
    startEngine: async () => (await import('./startEngine.ts')).startEngine(timers),
    post,
  });
  self.onmessage = ({ data }: MessageEvent<ToVault>) => void host.receive(data);
  void host.start();
} else {
  self.onmessage = ({ data }: MessageEvent<ToVault>) => {
    if (data.kind === 'woke') return;
    post({ kind: 'reply', id: data.id, outcome: { ok: false, error: 'failed' } });
  };
  const vault = { kind: 'unsupported', reason } as const;
  post({ kind: 'snapshot', snapshot: { ...STARTING, vault, nowMs: Date.now() } });
}
