import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ended, freePort, startRelay } from '../support/relayProcess.ts';

test('a second relay on the same port says in one sentence why it does not start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-main-'));
  const port = await freePort();
  const first = await startRelay(join(folder, 'first'), port);
  onTestFinished(async () => {
    first.kill();
    await ended(first);
    rmSync(folder, { recursive: true, force: true });
  });
  const second = spawn(process.execPath, ['relay/main.ts'], {
    env: { ...process.env, PORT: `${port}`, DATA: join(folder, 'second') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [second.stdout, second.stderr]) {
    output.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  expect(await once(second, 'close')).toEqual([1, null]);
  expect(said).toBe(`Port ${port} is in use: stop what listens there, or set PORT to another.\n`);
});
