import { expect, test } from 'vitest';
import { STARTING, type Snapshot } from '../../../client/model/snapshot.ts';
import type { Engine } from '../../../client/vault/engine.ts';
import { createHost } from '../../../client/vault/host.ts';
import type { FromVault } from '../../../client/vault/messages.ts';
import { RELOAD_PATIENCE_MS } from '../../../client/vault/soleOwner.ts';
import { createBrowser, settle } from '../../support/tabs.ts';

/** An engine that only writes down what it is asked; its snapshot is locked, and open after `unlock`. */
function createRecordingEngine(log: string[]): Engine {
  let snapshot: Snapshot = { ...STARTING, vault: { kind: 'locked' } };
  return {
    getSnapshot: () => snapshot,
    subscribe: () => () => undefined,
    async send({ kind }) {
      log.push(kind);
      if (kind === 'lock') throw new Error('the disk is gone');
      if (kind === 'unlock') snapshot = { ...snapshot, vault: { kind: 'open' } };
      return { ok: true, value: null };
    },
    tick: async () => void log.push('tick'),
    stop: async () => void log.push('stop'),
  };
}

function openTab(browser: ReturnType<typeof createBrowser>, start?: () => Promise<Engine>) {
  const posted: FromVault[] = [];
  const asked: string[] = [];
  const host = createHost({
    locks: browser.locks,
    channel: browser.openChannel(),
    timers: browser.timers,
    startEngine: start ?? (async () => createRecordingEngine(asked)),
    post: (message) => posted.push(message),
  });
  const story = () =>
    posted.map((message) =>
      message.kind === 'snapshot'
        ? message.snapshot.vault.kind
        : `reply ${message.id} ${message.outcome.ok ? 'ok' : message.outcome.error}`,
    );
  return { host, story, asked };
}

test('a reply follows the snapshot that its command changed', async () => {
  const { host, story } = openTab(createBrowser());
  await host.start();
  await host.receive({ kind: 'command', id: 7, command: { kind: 'unlock', passphrase: 'x' } });
  expect(story()).toEqual(['locked', 'open', 'reply 7 ok']);
});

test('a command that throws is answered, so that nobody waits for ever', async () => {
  const { host, story } = openTab(createBrowser());
  await host.start();
  await host.receive({ kind: 'command', id: 1, command: { kind: 'lock' } });
  expect(story()).toEqual(['locked', 'reply 1 failed']);
});

test('a command that comes before the engine has started waits for it', async () => {
  const { host, story } = openTab(createBrowser());
  const starting = host.start();
  await host.receive({ kind: 'command', id: 1, command: { kind: 'unlock', passphrase: 'x' } });
  await starting;
  expect(story()).toEqual(['locked', 'open', 'reply 1 ok']);
});

test('an engine that does not start says so, and calls nothing damaged', async () => {
  const { host, story } = openTab(createBrowser(), () => Promise.reject(new Error('no module')));
  await host.start();
  await host.receive({ kind: 'command', id: 1, command: { kind: 'unlock', passphrase: 'x' } });
  expect(story()).toEqual(['unloaded', 'reply 1 failed']);
});

test('"Use here" in the second tab: the first stops its engine and says where the vault is', async () => {
  const browser = createBrowser();
  const first = openTab(browser);
  const second = openTab(browser);
  await first.host.start();
  const starting = second.host.start();
  await browser.pass(RELOAD_PATIENCE_MS);
  await starting;
  expect(second.story()).toEqual(['elsewhere']);
  await second.host.receive({ kind: 'command', id: 1, command: { kind: 'use-here' } });
  expect(second.story()).toEqual(['elsewhere', 'starting', 'locked', 'reply 1 ok']);
  expect(first.story()).toEqual(['locked', 'elsewhere']);
  expect(first.asked).toEqual(['stop']);
});

test('"Use here" reaches an engine that runs already: its vault may be held by somebody else', async () => {
  const { host, story, asked } = openTab(createBrowser());
  await host.start();
  await host.receive({ kind: 'command', id: 1, command: { kind: 'use-here' } });
  expect(asked).toEqual(['use-here']);
  expect(story()).toEqual(['locked', 'reply 1 ok']);
});

test('the engine ticks each minute and when the page is seen again', async () => {
  const browser = createBrowser();
  const { host, asked } = openTab(browser);
  await host.start();
  await browser.pass(60_000);
  await browser.pass(60_000);
  await host.receive({ kind: 'woke' });
  await settle();
  expect(asked).toEqual(['tick', 'tick', 'tick']);
});
