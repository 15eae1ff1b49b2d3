import type { Duplex } from 'node:stream';
import type { Connection } from './connection.ts';
import { encodeFrame, type RelayFrame } from './frames.ts';
import type { StoredRecord } from './logStore.ts';

/** How a frame leaves: encoded once for all who are sent the same, and with what else its socket is sent in that turn. */

/** Readers at the same place of a log share one array of records, and so one encoding of it. */
const encodedRecords = new WeakMap<readonly StoredRecord[], Uint8Array>();

function encodeOnce(frame: RelayFrame): Uint8Array {
  if (frame.type !== 'records') return encodeFrame(frame);
  const encoded = encodedRecords.get(frame.records) ?? encodeFrame(frame);
  encodedRecords.set(frame.records, encoded);
  return encoded;
}

/** One write for a turn of the event loop: each costs the system as much as some kilobytes. */
function holdUntilTurnEnds(stream: Duplex): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** @param onTaken the system has taken it, or the socket is gone */
export function sendFrame(
  { socket, stream }: Pick<Connection, 'socket' | 'stream'>,
  frame: RelayFrame,
  onTaken: () => void,
): void {
  holdUntilTurnEnds(stream);
  socket.send(encodeOnce(frame), onTaken);
}
