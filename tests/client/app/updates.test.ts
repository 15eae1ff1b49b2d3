import { expect, test } from 'vitest';
import {
  watchUpdates,
  type Registration,
  type WaitingVersion,
} from '../../../client/app/updates.ts';
import { settle } from '../../support/tabs.ts';

/** A version of the client whose state moves when it is told to. */
function createVersion(state: string) {
  const hears: (() => void)[] = [];
  const told: string[] = [];
  const version = {
    state,
    postMessage: (message: string) => void told.push(message),
    addEventListener: (_type: string, hear: () => void) => void hears.push(hear),
  };
  const become = (next: string) => {
    version.state = next;
    for (const hear of hears) hear();
  };
  return { version, told, become };
}

async function openPage(present: Partial<Registration>) {
  let find = () => {};
  const registration = {
    active: null,
    waiting: null,
    installing: null as WaitingVersion | null,
    ...present,
    addEventListener: (_type: string, hear: () => void) => {
      find = hear;
    },
  };
  const seen: string[] = [];
  const updates = watchUpdates(
    async () => registration,
    () => seen.push('reloaded'),
  );
  updates.subscribe(() => seen.push('ready'));
  await settle();
  const installs = (version: WaitingVersion) => {
    registration.installing = version;
    find();
  };
  return { updates, seen, installs };
}

test('the first version that is installed is no update', async () => {
  const { updates, installs } = await openPage({});
  const { version, become } = createVersion('installing');
  installs(version);
  become('installed');
  expect(updates.isUpdateReady()).toBe(false);
});

test('a second version is offered once it is whole, and the page reloads only when asked', async () => {
  const { updates, seen, installs } = await openPage({
    active: createVersion('activated').version,
  });
  const { version, told, become } = createVersion('installing');
  installs(version);
  expect(updates.isUpdateReady()).toBe(false);
  become('installed');
  expect([updates.isUpdateReady(), seen, told]).toEqual([true, ['ready'], []]);
  updates.apply();
  expect(told).toEqual(['activate']);
  become('activating');
  expect(seen).toEqual(['ready']);
  become('activated');
  expect(seen).toEqual(['ready', 'reloaded']);
});

test('a version that waited since the last visit is offered at once', async () => {
  const { updates } = await openPage({ waiting: createVersion('installed').version });
  expect(updates.isUpdateReady()).toBe(true);
});

test('an update that another tab applied needs nothing but the reload', async () => {
  const { version, told, become } = createVersion('installed');
  const { updates, seen } = await openPage({ waiting: version });
  become('activated');
  expect(seen).not.toContain('reloaded');
  updates.apply();
  expect([seen.at(-1), told]).toEqual(['reloaded', []]);
});

test('a browser that refuses service workers is left alone', async () => {
  const refuse = () => Promise.reject(new DOMException('no', 'SecurityError'));
  const updates = watchUpdates(refuse, () => expect.fail('reloaded'));
  await settle();
  updates.apply();
  expect(updates.isUpdateReady()).toBe(false);
});
