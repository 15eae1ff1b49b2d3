import { expect, test } from 'vitest';
import { connectWorker, type WorkerPort } from '../../../client/app/workerClient.ts';
import { STARTING } from '../../../client/model/snapshot.ts';
import type { VaultMarker } from '../../../client/storage/vaultMarker.ts';
import type { FromVault, ToVault } from '../../../client/vault/messages.ts';
import { settle } from '../../support/tabs.ts';

const able = { isSecureContext: true, WebAssembly: {} };

const unmarked: VaultMarker = {
  read: async () => false,
  write: async () => undefined,
  remove: async () => undefined,
};

function openPage(marker: VaultMarker = unmarked) {
  const told: ToVault[] = [];
  const worker: WorkerPort = {
    postMessage: (message: ToVault) => void told.push(message),
    terminate: () => undefined,
    onmessage: null,
    onerror: null,
  };
  let appear = () => {};
  const document = {
    visibilityState: 'visible',
    addEventListener: (_type: string, hear: () => void) => {
      appear = hear;
    },
  };
  const client = connectWorker(() => worker, { ...able, document }, marker);
  const say = (message: FromVault) =>
    worker.onmessage?.call(worker as Worker, new MessageEvent('message', { data: message }));
  const fail = () => worker.onerror?.call(worker as Worker, new Event('error') as ErrorEvent);
  return { client, told, say, fail, appear: () => appear() };
}

const locked = { ...STARTING, vault: { kind: 'locked' } } as const;

test('before the worker has spoken the vault is starting; then the newest snapshot stands', () => {
  const { client, say } = openPage();
  let changes = 0;
  const stop = client.subscribe(() => (changes += 1));
  expect(client.getSnapshot()).toBe(STARTING);
  say({ kind: 'snapshot', snapshot: locked });
  expect(client.getSnapshot()).toEqual(locked);
  stop();
  say({ kind: 'snapshot', snapshot: STARTING });
  expect(changes).toBe(1);
});

test('replies find their commands in whatever order they come', async () => {
  const { client, told, say } = openPage();
  const first = client.send({ kind: 'unlock', passphrase: 'x' });
  const second = client.send({ kind: 'lock' });
  const ids = told.map((message) => (message.kind === 'command' ? message.id : 0));
  say({ kind: 'reply', id: ids[1] ?? 0, outcome: { ok: true, value: 'second' } });
  say({ kind: 'reply', id: ids[0] ?? 0, outcome: { ok: false, error: 'wrong-passphrase' } });
  expect(await first).toEqual({ ok: false, error: 'wrong-passphrase' });
  expect(await second).toEqual({ ok: true, value: 'second' });
});

test('a worker that does not start settles what waits, shows why, and takes nothing more', async () => {
  const { client, fail } = openPage();
  const waiting = client.send({ kind: 'lock' });
  fail();
  expect(await waiting).toEqual({ ok: false, error: 'failed' });
  expect(await client.send({ kind: 'lock' })).toEqual({ ok: false, error: 'failed' });
  expect(client.getSnapshot().vault).toEqual({ kind: 'damaged' });
});

test('an error in a worker that runs closes no vault', () => {
  const { client, say, fail } = openPage();
  say({ kind: 'snapshot', snapshot: locked });
  fail();
  expect(client.getSnapshot()).toEqual(locked);
});

test.each([
  [{ ...able, isSecureContext: false }, 'insecure'],
  [{ isSecureContext: true }, 'no-webassembly'],
])('where no worker can be made the page says why: %j', (scope, reason) => {
  const refuse = () => {
    throw new TypeError('blocked');
  };
  const document = { visibilityState: 'visible', addEventListener: () => undefined };
  const client = connectWorker(refuse, { ...scope, document }, unmarked);
  expect(client.getSnapshot().vault).toEqual({ kind: 'unsupported', reason });
});

test('the vault hears of it when the page is seen again', () => {
  const { told, appear } = openPage();
  appear();
  expect(told).toEqual([{ kind: 'woke' }]);
});

test('the page lends the vault its marker; one that the browser refuses is none', async () => {
  const { told, say } = openPage({
    read: async () => true,
    write: () => Promise.reject(new Error('no cookies')),
    remove: async () => undefined,
  });
  say({ kind: 'marker', id: 1, act: 'read' });
  say({ kind: 'marker', id: 2, act: 'write' });
  await settle();
  expect(told).toEqual([
    { kind: 'marked', id: 1, isMarked: true },
    { kind: 'marked', id: 2, isMarked: false },
  ]);
});
