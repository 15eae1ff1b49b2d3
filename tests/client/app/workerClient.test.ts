import { expect, test } from 'vitest';
import { connectWorker, type WorkerPort } from '../../../client/app/workerClient.ts';
import { STARTING } from '../../../client/model/snapshot.ts';
import type { FromVault, ToVault } from '../../../client/vault/messages.ts';

function bareMarkers() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
}

const keepStorage = async () => true;
const able = { isSecureContext: true, WebAssembly: {} };

function openPage() {
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
  const kept = bareMarkers();
  const page = { ...able, document, keepStorage, markers: () => kept };
  const client = connectWorker(() => worker, page);
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

test('a worker that does not load settles what waits, says so, and takes nothing more', async () => {
  const { client, fail } = openPage();
  const waiting = client.send({ kind: 'lock' });
  fail();
  expect(await waiting).toEqual({ ok: false, error: 'failed' });
  expect(await client.send({ kind: 'lock' })).toEqual({ ok: false, error: 'failed' });
  expect(client.getSnapshot().vault).toEqual({ kind: 'unloaded' });
});

test('what a worker finds damaged is said to be, and nothing else is', () => {
  const { client, say } = openPage();
  const damaged = { ...STARTING, vault: { kind: 'damaged' } } as const;
  say({ kind: 'snapshot', snapshot: damaged });
  expect(client.getSnapshot()).toEqual(damaged);
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
  const markers = () => {
    throw new DOMException('refused', 'SecurityError');
  };
  const client = connectWorker(refuse, { ...scope, document, keepStorage, markers });
  expect(client.getSnapshot().vault).toEqual({ kind: 'unsupported', reason });
});

test('the vault hears of it when the page is seen again', () => {
  const { told, appear } = openPage();
  appear();
  expect(told).toEqual([{ kind: 'woke' }]);
});

test('a vault that was here and is gone is said to be cleared, until its owner erases it', async () => {
  const { client, say, told } = openPage();
  const empty = { ...STARTING, vault: { kind: 'empty' } } as const;
  say({ kind: 'snapshot', snapshot: empty });
  expect(client.getSnapshot().vault.kind).toBe('empty');
  say({ kind: 'snapshot', snapshot: locked });
  say({ kind: 'snapshot', snapshot: empty });
  expect(client.getSnapshot().vault.kind).toBe('cleared');
  const erasing = client.send({ kind: 'erase-device' });
  const [asked] = told;
  const id = asked?.kind === 'command' ? asked.id : 0;
  say({ kind: 'reply', id, outcome: { ok: true, value: null } });
  await erasing;
  expect(client.getSnapshot().vault.kind).toBe('empty');
});

test('where nothing can be stored, a vault that was here is said to be out of reach', () => {
  const { client, say } = openPage();
  const refused = { kind: 'unsupported', reason: 'no-storage' } as const;
  say({ kind: 'snapshot', snapshot: { ...STARTING, vault: refused } });
  expect(client.getSnapshot().vault).toEqual(refused);
  say({ kind: 'snapshot', snapshot: locked });
  say({ kind: 'snapshot', snapshot: { ...STARTING, vault: refused } });
  expect(client.getSnapshot().vault).toEqual({ kind: 'unsupported', reason: 'storage-shut' });
});
