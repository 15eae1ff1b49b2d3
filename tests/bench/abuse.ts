import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFrame } from '../../relay/frames.ts';
import { ABUSES, type Abuse } from './abuser.ts';
import { openSocket, startServer } from './relay.ts';
import { race, type Row } from './rivals.ts';

/** What one client at each limit costs the others: their acknowledgements beside it, against those alone. */

const OTHERS = 4;
/** Long enough that what an abuser may send at once, having been quiet, is not all that is measured. */
const TURN_MS = 800;
const RECORD_BYTES = 1024;
const ROUNDS = 7;
/** One client at a limit slows no other by more than half as much again. */
const LEAST = 1 / 1.5;
const EXPIRY = 0xffff_fffe;

let made = 0;

/** Says one thing after another, each when the last has its answer. @returns how many */
async function converse(port: number, log: number): Promise<number> {
  const socket = await openSocket('limited', port, log);
  socket.removeAllListeners('message');
  const startedAt = performance.now();
  let said = 0;
  for (; performance.now() - startedAt < TURN_MS; said += 1) {
    made += 1;
    const bytes = new Uint8Array(RECORD_BYTES);
    new DataView(bytes.buffer).setUint32(0, made);
    const records = [{ bytes, expiry: EXPIRY, isBarrier: false }];
    socket.send(encodeFrame({ type: 'append', request: said, seen: 0, records }));
    await once(socket, 'message');
  }
  socket.terminate();
  return said;
}

/** @returns acknowledgements a second */
async function others(port: number): Promise<number> {
  const startedAt = performance.now();
  const said = await Promise.all(Array.from({ length: OTHERS }, (_, at) => converse(port, at + 1)));
  return (said.reduce((sum, one) => sum + one, 0) * 1000) / (performance.now() - startedAt);
}

export async function benchAbuse(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-bench-'));
  const { child: server, port } = await startServer('limited', folder);
  const abuser = fork(new URL('abuser.ts', import.meta.url), [`${port}`]);
  await once(abuser, 'message');
  const tell = async (asked: Abuse | 'stop') => {
    abuser.send(asked);
    await once(abuser, 'message');
  };
  const beside = (abuse: Abuse) => async () => {
    await tell(abuse);
    try {
      return await others(port);
    } finally {
      await tell('stop');
    }
  };
  try {
    const rows: Row[] = [];
    for (const abuse of ABUSES) {
      const name = `relay: ${OTHERS} who append, beside one who ${abuse}`;
      const measured = await race(
        name,
        'records',
        beside(abuse),
        { alone: () => others(port) },
        ROUNDS,
      );
      rows.push(...measured.map((row) => ({ ...row, least: LEAST })));
    }
    return rows;
  } finally {
    abuser.disconnect();
    server.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}
