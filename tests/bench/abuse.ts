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
const APPENDS = 100;
const RECORD_BYTES = 1024;
const ROUNDS = 9;
/** One client at a limit slows no other by more than half as much again. */
const LEAST = 1 / 1.5;
const EXPIRY = 0xffff_fffe;

let made = 0;

/** Says one thing after another, each when the last has its answer. */
async function converse(port: number, log: number): Promise<void> {
  const socket = await openSocket('limited', port, log);
  socket.removeAllListeners('message');
  for (let at = 0; at < APPENDS; at += 1) {
    made += 1;
    const bytes = new Uint8Array(RECORD_BYTES);
    new DataView(bytes.buffer).setUint32(0, made);
    const records = [{ bytes, expiry: EXPIRY, isBarrier: false }];
    socket.send(encodeFrame({ type: 'append', request: at, seen: 0, records }));
    await once(socket, 'message');
  }
  socket.terminate();
}

/** @returns acknowledgements a second */
async function others(port: number): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: OTHERS }, (_, at) => converse(port, at + 1)));
  return (OTHERS * APPENDS * 1000) / (performance.now() - startedAt);
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
