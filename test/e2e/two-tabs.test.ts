import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createApiKey } from '../../service/api/sign-in/api-keys.ts';
import { createSignIn } from '../../service/api/sign-in/create-sign-in.ts';
import type { SignInSettings } from '../../service/config.ts';
import { projectRoot } from '../../service/project-root.ts';
import { listActions } from '../../service/review/store/audit-log.ts';
import { findTicket } from '../../service/review/store/find-ticket.ts';
import { openStore, type Store } from '../../service/review/store/open-store.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { serve, sure } from '../api/support/serve.ts';
import { reviewed } from '../review/support/records.ts';
import { routerParts } from '../support/fixtures.ts';
import { accessibilityViolations, openPage, startBrowser } from './support/browser.ts';

let browser: Browser;
let store: Store;
let keys: Record<string, string>;
let file: string;
beforeAll(async () => {
  [browser, store] = await Promise.all([startBrowser(), openStore({})]);
  const decidedAt = new Date().toISOString();
  await recordDecisions(
    store.db,
    [1, 2, 3].map((offset) => reviewed({ offset, decidedAt })),
  );
  const made = await Promise.all(['ana', 'ben'].map((name) => createApiKey(name, 'analyst')));
  keys = { ana: made[0]?.key ?? '', ben: made[1]?.key ?? '' };
  file = join(await mkdtemp(join(tmpdir(), 'signalbox-keys-')), 'keys.txt');
  await writeFile(file, made.map(({ line }) => line).join('\n'));
});
afterAll(async () => {
  await browser?.close();
  await store?.close();
});

/** A browser and the address of the console. */
async function start(settings: SignInSettings = { kind: 'api_key', file, sessionSecret: undefined }) {
  const { base } = await serve({
    store: () => store.db,
    // The pages ask for periods of today.
    router: { ...routerParts(sure()), clock: () => new Date() },
    signIn: await createSignIn(settings),
    consoleFolder: join(projectRoot, 'dist/console'),
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  onTestFinished(() => context.close());
  // Browsers keep a `Secure` cookie without TLS only under this name.
  return { context, url: base.replace('127.0.0.1', 'localhost') };
}

async function openTab(context: BrowserContext, address: string): Promise<Page> {
  const { page } = await openPage(context);
  await page.goto(address);
  return page;
}

async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('API key').fill(keys[name] ?? '');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Another one signs in beside the console, on a page that tells no tab of it. */
async function signInUnheard(context: BrowserContext, url: string, name: string): Promise<void> {
  const page = await openTab(context, `${url}/docs`);
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ token: keys[name] }) };
  expect(await page.evaluate(`fetch('/v1/session', ${JSON.stringify(init)}).then(({ status }) => status)`)).toBe(200);
  await page.close();
}

const isOf = (page: Page, name: string) =>
  page.getByRole('button', { name: new RegExp(`${name}.*account and display`) }).waitFor();
const saysOf = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name: `${name} is signed in now` }).waitFor();
const saidOf = async (ticketId: string) =>
  (await findTicket(store.db, ticketId))?.history.map(({ correctedBy, note }) => [correctedBy, note]);

describe('a tab of one who is signed in no more', () => {
  test('saves no verdict in the name of the next one, keeps it, and sends it when its own is back', async () => {
    const { context, url } = await start();
    const tab = await openTab(context, `${url}/review?only=review&order=oldest`);
    await signIn(tab, 'ana');
    await tab.getByText('1 of 3').waitFor();
    await signInUnheard(context, url, 'ben');

    const refused = tab.waitForResponse('**/v1/corrections');
    await tab.keyboard.press('1');
    expect((await refused).status()).toBe(412);
    await saysOf(tab, 'ben');
    await tab.locator('.sign-in', { hasText: '1 verdict not saved yet' }).waitFor();
    expect(await accessibilityViolations(tab)).toEqual([]);
    await tab.keyboard.press('1');
    expect(await saidOf('T-1')).toEqual([]);

    await tab.getByRole('button', { name: 'Sign in as ana again' }).click();
    const saved = tab.waitForResponse('**/v1/corrections');
    await signIn(tab, 'ana');
    expect((await saved).status()).toBe(201);
    await tab.getByText('1 settled in this sitting').waitFor();
    await tab.getByText('2 of 3').waitFor();
    expect(await saidOf('T-1')).toEqual([['ana', null]]);
  });

  test('has what was being written when its own is back', async () => {
    const { context, url } = await start();
    const tab = await openTab(context, `${url}/tickets/T-2`);
    await signIn(tab, 'ana');
    await tab.clock.install();
    await tab.locator('.quick-choice').last().click();
    await tab.getByLabel('Note, optional').fill('A long story.');
    await signInUnheard(context, url, 'ben');
    await tab.locator('.correct button[type=submit]').click();
    await saysOf(tab, 'ben');
    expect(await saidOf('T-2')).toEqual([]);
    await tab.clock.fastForward('30:00');
    await expect.poll(() => tab.title()).toBe('ben is signed in now · Signalbox');
    await tab.getByRole('button', { name: 'Sign in as ana again' }).click();
    await tab.locator('h1:focus', { hasText: 'Sign in to Signalbox' }).waitFor();
    await expect.poll(() => tab.title()).toBe('Sign in · Signalbox');
    await tab.getByRole('button', { name: 'Back' }).click();
    await saysOf(tab, 'ben');
    await tab.getByRole('button', { name: 'Sign in as ana again' }).click();
    await signIn(tab, 'ana');
    await isOf(tab, 'ana');
    await tab.locator('#main:focus').waitFor();
    await expect.poll(() => tab.title()).toBe('Ticket T-2 · Signalbox');
    expect(await tab.getByLabel('Note, optional').inputValue()).toBe('A long story.');
    await tab.locator('.correct button[type=submit]').click();
    await expect.poll(() => saidOf('T-2')).toEqual([['ana', 'A long story.']]);
  });

  test('takes no report along in the name of the next one', async () => {
    const { context, url } = await start();
    const tab = await openTab(context, `${url}/misclassifications`);
    await signIn(tab, 'ana');
    const takeAlong = async () => {
      await tab.getByRole('button', { name: 'CSV' }).click();
      await tab.getByRole('menuitem', { name: 'Categories' }).click();
    };
    await tab.getByRole('button', { name: 'CSV' }).waitFor();
    await signInUnheard(context, url, 'ben');
    await takeAlong();
    await saysOf(tab, 'ben');
    await tab.getByRole('button', { name: 'Sign in as ana again' }).click();
    await signIn(tab, 'ana');
    await takeAlong();
    const takenBy = async () =>
      (await listActions(store.db, { action: 'export_csv' }, { before: undefined, limit: 9 })).map(({ who }) => who);
    await expect.poll(takenBy).toEqual(['ana']);
  });

  test('hears at once who signs out and in beside it, and goes on as the next one only when told to', async () => {
    const { context, url } = await start();
    const first = await openTab(context, `${url}/tickets`);
    await signIn(first, 'ana');
    await isOf(first, 'ana');
    const second = await openTab(context, `${url}/taxonomy`);
    await isOf(second, 'ana');

    await second.getByRole('button', { name: /account and display/ }).click();
    await second.getByRole('button', { name: 'Sign out' }).click();
    await first.getByRole('heading', { level: 1, name: 'Sign in to Signalbox' }).waitFor();
    expect(await first.locator('body').textContent()).not.toMatch(/ana|T-1/);
    await signIn(second, 'ben');
    await isOf(second, 'ben');
    await saysOf(first, 'ben');

    await first.getByRole('button', { name: 'Sign in as ana again' }).click();
    await signIn(first, 'ana');
    await isOf(first, 'ana');
    await saysOf(second, 'ana');
    await second.getByRole('button', { name: 'Go on as ana' }).click();
    await isOf(second, 'ana');
  });

  test('keeps its name when another one is chosen beside it where names are free', async () => {
    const { context, url } = await start({ kind: 'open' });
    const first = await openTab(context, `${url}/tickets/T-3`);
    await first.getByLabel('Note, optional').fill('A long story.');
    const second = await openTab(context, url);
    await second.getByRole('button', { name: /local.*account and display/ }).click();
    await second.getByLabel('Your name').fill('kim');
    await second.getByRole('button', { name: 'Save' }).click();
    await isOf(second, 'kim');
    await first.getByRole('heading', { level: 1, name: 'The name here is kim now' }).waitFor();

    await first.getByRole('button', { name: 'Go back to local' }).click();
    await isOf(first, 'local');
    expect(await first.getByLabel('Note, optional').inputValue()).toBe('A long story.');
    await second.getByRole('heading', { level: 1, name: 'The name here is local now' }).waitFor();
  });
});
