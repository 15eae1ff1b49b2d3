import type { Locator, Page } from '@playwright/test';
import { en } from '../../client/ui/locales/en.ts';
import { letters, PASSPHRASE } from './support/journeys.ts';
import type { Person } from './support/person.ts';
import { expect, test } from './support/world.ts';

const CIRCLE = 'Tuesday table';
const QUESTION = 'How do we hand over the firm?';

/** More stops than any screen has: who does not arrive cannot get there by keyboard. */
const MOST_STOPS = 60;

async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no key leads to ${String(target)}`);
}

function handsOf({ page }: Person) {
  const main = page.locator('main, body').first();
  return {
    press: async (name: string) => {
      await reach(page, page.getByRole('button', { name, exact: true }).first());
      await page.keyboard.press('Enter');
    },
    follow: async (name: string) => {
      await reach(page, main.getByRole('link', { name }).first());
      await page.keyboard.press('Enter');
    },
    write: async (label: string, text: string) => {
      await reach(page, page.getByLabel(label, { exact: true }));
      await page.keyboard.type(text);
    },
    key: (key: string) => page.keyboard.press(key),
  };
}

test('the whole main job is done by keyboard alone', async ({ world }) => {
  const alice = await world.openPerson('Alice', { locale: 'en-GB' });
  const bob = await world.openPerson('Bob', {
    locale: 'en-GB',
    viewport: { width: 390, height: 844 },
  });
  const byAlice = handsOf(alice);
  const byBob = handsOf(bob);

  await alice.page.goto(world.relay.origin);
  await byAlice.follow(en.welcome.host);
  await byAlice.write(en.passphrase.field, PASSPHRASE);
  await byAlice.write(en.passphrase.again, PASSPHRASE);
  await byAlice.key('Enter');
  await byAlice.write(en.create.name, CIRCLE);
  await byAlice.write(en.create.ownName, 'Alice');
  await byAlice.key('Enter');
  await byAlice.follow(en.circle.invite);
  await byAlice.press(en.invite.issue);
  const link = alice.page.getByRole('textbox', { name: en.invite.link('') });
  await expect(link).toHaveValue(/\/j#/);

  await bob.page.goto(await link.inputValue());
  await byBob.press(en.common.continue);
  await byBob.write(en.passphrase.field, PASSPHRASE);
  await byBob.write(en.passphrase.again, PASSPHRASE);
  await byBob.key('Enter');
  await byBob.write(en.join.name, 'Bob');
  await byBob.press(en.join.request);

  await byAlice.follow(CIRCLE);
  await byAlice.press(en.candidate.seat);
  await byAlice.press(en.circle.ask);
  await byAlice.write(en.ask.question, QUESTION);
  await byAlice.write(en.ask.text, 'I do not know where to begin.');
  await byAlice.press(en.ask.submit);

  await byBob.follow(QUESTION);
  await byBob.press(en.discussion.reply);
  await byBob.write(en.composer.label, 'Begin with the people.');
  await byBob.key('Control+Enter');
  const said = ['I do not know where to begin.', 'Begin with the people.'];
  await expect.poll(() => letters(alice)).toEqual(said);

  await byAlice.press(en.discussion.withdraw);
  const dialog = alice.page.getByRole('dialog');
  await reach(alice.page, dialog.getByRole('button', { name: en.discussion.withdraw }));
  await byAlice.key('Enter');
  await expect.poll(() => letters(bob)).toEqual(['Begin with the people.']);
});
