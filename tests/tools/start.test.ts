import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/relayProcess.ts';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

test('a TERM to the shell in which npm runs `start` ends the relay, and frees its port', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cenacle-start-'));
  const port = await freePort();
  const { PATH, HOME } = process.env;
  // A group of its own, so that nothing outlives a failure; else only the shell is ever told.
  const shell = spawn('sh', ['-c', scripts['start'] ?? ''], {
    env: { PATH, HOME, PORT: `${port}`, DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  onTestFinished(() => {
    try {
      if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
    } catch {
      // All of them have ended.
    }
    rmSync(folder, { recursive: true, force: true });
  });
  await once(shell.stdout, 'data');
  expect(await answers(port)).toBe(true);

  // Its output closes when the last process that holds it has ended, not before.
  const closed = once(shell, 'close');
  shell.kill('SIGTERM');
  expect(await closed).toEqual([0, null]);
  expect(await answers(port)).toBe(false);
  const server = createServer().listen(port);
  await once(server, 'listening');
  server.close();
});

async function answers(port: number): Promise<boolean> {
  const response = await fetch(`http://localhost:${port}/`).catch(() => null);
  return response?.status === 200;
}
