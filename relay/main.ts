import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sodiumReady } from '../crypto/sodium.ts';
import { RELAY_LIMITS } from './connection.ts';
import { readPasses } from './passes.ts';
import { createRelay } from './server.ts';
import { openSqliteLogStore } from './sqliteLogStore.ts';

const EXPIRY_CHECK_MS = 60_000;
const ATTENDANCE_MS = 1000;

const port = Number(process.env['PORT'] ?? 8787);
const folder = process.env['DATA'] ?? '.data';
const origin = process.env['ORIGIN'] ?? `http://localhost:${port}`;

await sodiumReady;
const passes = readPasses(process.env['PASSES']);
if (!passes.ok) {
  process.stderr.write(
    'PASSES holds a pass that is not of 16 to 64 bytes: separate passes by commas.\n',
  );
  process.exit(1);
}
mkdirSync(folder, { recursive: true, mode: 0o700 });
const relay = createRelay({
  store: openSqliteLogStore(join(folder, 'relay.db')),
  staticFolder: 'dist',
  origin,
  limits: RELAY_LIMITS,
  passes: passes.value,
  now: () => Date.now(),
  randomBytes: (length) => new Uint8Array(randomBytes(length)),
});

relay.http.on('error', (error: NodeJS.ErrnoException) => {
  const reason =
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use: stop what listens there, or set PORT to another.`
      : `The server could not start (${error.code ?? 'unknown reason'}).`;
  process.stderr.write(`${reason}\n`);
  process.exit(1);
});
relay.http.listen(port, () => process.stdout.write(`Cenacle is at ${origin}\n`));

/** A disk that refuses, or a backup that reads, must not end the relay: the store tries the rest next time. */
function expire(): void {
  try {
    relay.expire();
  } catch {
    process.stderr.write(
      'Expired records could not be overwritten yet: trying again in a minute.\n',
    );
  }
}

expire();
const expiry = setInterval(expire, EXPIRY_CHECK_MS);
const attendance = setInterval(() => relay.attend(), ATTENDANCE_MS);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    clearInterval(expiry);
    clearInterval(attendance);
    void relay.stop();
  });
}
