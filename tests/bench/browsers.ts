import { chromium } from '@playwright/test';
import { build } from 'vite';
import {
  contribute,
  hostCircle,
  issueInvite,
  knock,
  openQuestion,
  seat,
} from '../e2e/support/journeys.ts';
import { openPersonAt, type Person } from '../e2e/support/person.ts';
import { spawnRelay } from '../e2e/support/relay.ts';
import config from '../playwright.config.ts';
import { race, type Row } from './rivals.ts';

/** Two people in two browsers: from the click of one until the other sees it, one contribution after another. */

const CIRCLE = 'Tuesday table';
const QUESTION = 'How do we hand over the firm?';
const ROUNDS = 15;
const LETTERS = 5;

async function sitDown(alice: Person, bob: Person, origin: string): Promise<void> {
  await hostCircle(alice, origin, { circle: CIRCLE });
  await knock(bob, await issueInvite(alice));
  await alice.page.getByRole('link', { name: CIRCLE }).first().click();
  await seat(alice);
  await openQuestion(alice, QUESTION, 'First.');
  await bob.page.getByRole('link', { name: QUESTION }).first().click();
}

export async function benchBrowsers(): Promise<readonly Row[]> {
  await build({ logLevel: 'error' });
  const launchOptions = config.use?.launchOptions ?? {};
  const browser = await chromium.launch(launchOptions);
  const relay = await spawnRelay();
  try {
    const browsers = { browser, browserType: chromium, launchOptions };
    const alice = await openPersonAt('Alice', 0, browsers);
    const bob = await openPersonAt('Bob', 0, browsers);
    await sitDown(alice, bob, relay.origin);
    let said = 0;
    const exchange = async () => {
      const startedAt = performance.now();
      for (let at = 0; at < LETTERS; at += 1) {
        const [author, reader] = at % 2 === 0 ? [alice, bob] : [bob, alice];
        said += 1;
        const text = `This is letter ${said}.`;
        await contribute(author, text);
        await reader.page.getByText(text, { exact: true }).waitFor();
      }
      return (LETTERS * 1000) / (performance.now() - startedAt);
    };
    return await race(
      "two browsers: from writing to the other's screen",
      'contributions',
      exchange,
      { 'one a second': () => 1 },
      ROUNDS,
    );
  } finally {
    await browser.close();
    await relay.stop();
  }
}
