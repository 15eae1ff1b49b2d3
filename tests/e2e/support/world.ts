import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { openPersonAt, type Person, type PersonOptions } from './person.ts';
import { startRelay, type TestRelay } from './relay.ts';

/** What the relay serves: the build, or a copy of it that a test changes. */
export type WorldOptions = { readonly staticFolder: string };

/** One relay, whoever opens a browser, and one clock for all of them. */
export type World = {
  readonly relay: TestRelay;
  openPerson(name: string, options?: PersonOptions): Promise<Person>;
  /** A folder for a browser profile, which goes with the world. */
  makeProfile(): string;
  /** Time passes, for the relay and for everybody; nothing runs by itself meanwhile but one tick of each vault. */
  advance(ms: number): Promise<void>;
};

/** At the end of each test nobody's console may hold an error, and no policy may have been broken. */
export const test = base.extend<{ world: World } & WorldOptions>({
  staticFolder: ['dist', { option: true }],
  world: async ({ browser, playwright, launchOptions, staticFolder }, use) => {
    const relay = await startRelay(staticFolder);
    const persons: Person[] = [];
    const profiles: string[] = [];
    const browsers = { browser, browserType: playwright.chromium, launchOptions };
    let offsetMs = 0;
    await use({
      relay,
      async openPerson(name, options) {
        const person = await openPersonAt(name, offsetMs, browsers, options);
        persons.push(person);
        return person;
      },
      makeProfile() {
        const profileDir = mkdtempSync(join(tmpdir(), 'cenacle-profile-'));
        profiles.push(profileDir);
        return profileDir;
      },
      async advance(ms) {
        offsetMs += ms;
        relay.setOffset(offsetMs);
        relay.expire();
        for (const person of persons) await person.setOffset(offsetMs);
      },
    });
    for (const person of persons) await person.close();
    for (const profileDir of profiles) rmSync(profileDir, { recursive: true, force: true });
    await relay.stop();
    expect(persons.flatMap((person) => person.takeTroubles())).toEqual([]);
  },
});

export { expect };
