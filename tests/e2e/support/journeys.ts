import { expect } from '@playwright/test';
import { en } from '../../../client/ui/locales/en.ts';
import { fr } from '../../../client/ui/locales/fr.ts';
import type { Messages } from '../../../client/ui/locales/en.ts';
import type { Person } from './person.ts';

/** What people do, by what they can see and name on the screen. */

export const PASSPHRASE = 'quiet lamp over twelve chairs';

/** The language of somebody's browser. */
export async function wordsFor({ page }: Person): Promise<Messages> {
  return (await page.evaluate(() => navigator.language)).startsWith('fr') ? fr : en;
}

const button = ({ page }: Person, name: string) => page.getByRole('button', { name, exact: true });
const field = ({ page }: Person, name: string) => page.getByLabel(name, { exact: true });

async function choosePassphrase(person: Person, passphrase: string): Promise<void> {
  const { passphrase: t } = await wordsFor(person);
  await field(person, t.field).fill(passphrase);
  await field(person, t.again).fill(passphrase);
  await button(person, t.create).click();
}

export async function unlock(person: Person): Promise<void> {
  const { passphrase: t } = await wordsFor(person);
  await field(person, t.field).fill(PASSPHRASE);
  await button(person, t.unlock).click();
}

/** From the first page to the circle's home. */
export async function hostCircle(
  person: Person,
  origin: string,
  {
    circle,
    opensDoor,
    namesFade,
    allowsUnnamed = false,
    passphrase = PASSPHRASE,
  }: {
    readonly circle: string;
    readonly opensDoor?: 'hosts' | 'members';
    /** As the charter offers it. */
    readonly namesFade?: string;
    readonly allowsUnnamed?: boolean;
    readonly passphrase?: string;
  },
): Promise<void> {
  const { page, name } = person;
  await page.goto(origin);
  const t = await wordsFor(person);
  await page.getByRole('link', { name: t.welcome.host }).click();
  await choosePassphrase(person, passphrase);
  await field(person, t.create.name).fill(circle);
  await field(person, t.create.ownName).fill(name);
  if (opensDoor !== undefined) {
    await page.getByRole('radio', { name: t.charter.opensDoor[opensDoor] }).check();
  }
  if (namesFade !== undefined) {
    await field(person, t.create.attributionFade).selectOption({ label: namesFade });
  }
  if (allowsUnnamed) {
    await page.getByRole('radio', { name: t.create.unnamedChoices.yes }).check();
  }
  await button(person, t.create.submit).click();
  await expect(page.getByRole('heading', { name: circle, level: 1 })).toBeVisible();
}

export async function issueInvite(person: Person): Promise<string> {
  const { page } = person;
  const t = await wordsFor(person);
  await page.getByRole('link', { name: t.circle.invite }).first().click();
  await expect(button(person, t.invite.issue)).toBeVisible();
  const links = page.getByRole('textbox', { name: t.invite.link('') });
  const before = await links.count();
  await button(person, t.invite.issue).click();
  await expect(links).toHaveCount(before + 1);
  return links.first().inputValue();
}

/** From the link to the door. @returns the eight words */
export async function knock(
  person: Person,
  link: string,
  passphrase = PASSPHRASE,
): Promise<readonly string[]> {
  const { page, name } = person;
  await page.goto(link);
  const t = await wordsFor(person);
  await button(person, t.common.continue).click();
  const passphraseField = field(person, t.passphrase.field);
  const ownName = field(person, t.join.name);
  await expect(passphraseField.or(ownName)).toBeVisible();
  if (await passphraseField.isVisible()) await choosePassphrase(person, passphrase);
  await ownName.fill(name);
  await button(person, t.join.request).click();
  return readWords(person);
}

export async function readWords(person: Person): Promise<readonly string[]> {
  const t = await wordsFor(person);
  const words = person.page.getByRole('list', { name: t.common.wordList }).getByRole('listitem');
  await expect(words).toHaveCount(8);
  return words.allInnerTexts();
}

/** On the circle's home, where somebody has knocked. @returns the eight words that stood there */
export async function seat(person: Person): Promise<readonly string[]> {
  const t = await wordsFor(person);
  const words = await readWords(person);
  await button(person, t.candidate.seat).click();
  return words;
}

export async function openQuestion(
  person: Person,
  question: string,
  text: string,
  fade?: string,
): Promise<void> {
  const { page } = person;
  const t = await wordsFor(person);
  await button(person, t.circle.ask).click();
  await field(person, t.ask.question).fill(question);
  await field(person, t.ask.text).fill(text);
  if (fade !== undefined) {
    await page.getByRole('combobox', { name: t.ask.fade }).selectOption({ label: fade });
  }
  await button(person, t.ask.submit).click();
  await expect(page.getByRole('heading', { name: question, level: 1 })).toBeVisible();
}

export async function contribute(person: Person, text: string, fade?: string): Promise<void> {
  const t = await wordsFor(person);
  await field(person, t.composer.label).fill(text);
  if (fade !== undefined) {
    await person.page.getByRole('combobox', { name: t.fade.choice }).selectOption({ label: fade });
  }
  await button(person, t.composer.send).click();
}

/** The texts on the screen, in their order. */
export async function letters({ page }: Person): Promise<readonly string[]> {
  return page.getByRole('article').locator('.letter-body .prose').allInnerTexts();
}

/** By the first link of that name. */
export async function follow({ page }: Person, link: string): Promise<void> {
  await page.getByRole('link', { name: link }).first().click();
}
