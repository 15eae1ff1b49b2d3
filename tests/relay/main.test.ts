import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ended, freePort, startRelay } from '../support/relayProcess.ts';

async function startAndFail(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: unknown; readonly said: string }> {
  const relay = spawn(process.execPath, ['relay/main.ts'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [relay.stdout, relay.stderr]) {
    output.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const [code] = await once(relay, 'close');
  return { code, said };
}

test('a pass that is too short is said in one sentence, and nothing starts', async () => {
  expect(await startAndFail({ PASSES: 'long enough to be a pass,short' })).toEqual({
    code: 1,
    said: 'PASSES holds a pass that is not of 16 to 64 bytes: separate passes by commas.\n',
  });
});

test('a second relay on the same port says in one sentence why it does not start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-main-'));
  const port = await freePort();
  const first = await startRelay(join(folder, 'first'), port);
  onTestFinished(async () => {
    first.kill();
    await ended(first);
    rmSync(folder, { recursive: true, force: true });
  });
  const second = { PORT: `${port}`, DATA: join(folder, 'second') };
  expect(await startAndFail(second)).toEqual({
    code: 1,
    said: `Port ${port} is in use: stop what listens there, or set PORT to another.\n`,
  });
});
