import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '../../service/api/sign-in/api-keys.ts';
import { createSignIn } from '../../service/api/sign-in/create-sign-in.ts';
import { projectRoot } from '../../service/project-root.ts';
import { openStore, type Store } from '../../service/review/store/open-store.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { serve } from '../api/support/serve.ts';
import { reviewed } from '../review/support/records.ts';
import { openPage, startBrowser } from './support/browser.ts';

let browser: Browser;
let store: Store;
beforeAll(async () => {
  [browser, store] = await Promise.all([startBrowser(), openStore({})]);
  await recordDecisions(store.db, [reviewed({ offset: 1, decidedAt: new Date().toISOString() })]);
});
afterAll(async () => {
  await browser?.close();
  await store?.close();
});

test('where the session has ended, taking a report along leads to signing in', async () => {
  const { key, line } = await createApiKey('ana', 'analyst');
  const file = join(await mkdtemp(join(tmpdir(), 'signalbox-keys-')), 'keys.txt');
  await writeFile(file, line);
  const { base } = await serve({
    store: () => store.db,
    signIn: await createSignIn({ kind: 'api_key', file, sessionSecret: undefined }),
    consoleFolder: join(projectRoot, 'dist/console'),
  });
  const { page } = await openPage(browser);
  const files: unknown[] = [];
  page.on('download', (given) => files.push(given));
  await page.goto(`${base.replace('127.0.0.1', 'localhost')}/misclassifications`);
  for (const take of ['CSV', 'Printable']) {
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'CSV' }).waitFor();
    await page.context().clearCookies();
    if (take === 'CSV') {
      await page.getByRole('button', { name: 'CSV' }).click();
      await page.getByRole('menuitem', { name: 'Pairs', exact: true }).click();
    } else {
      await page.getByRole('link', { name: take }).click();
    }
    await page.getByRole('heading', { level: 1, name: 'Sign in to Signalbox' }).waitFor();
    await expect.poll(() => page.context().pages()).toEqual([page]);
  }
  expect(files).toEqual([]);
  await page.close();
});

test('whoever signs out leaves neither a name nor a ticket on the screen, and the next one signs in there', async () => {
  const made = await Promise.all(['ana', 'ben'].map((name) => createApiKey(name, 'analyst')));
  const file = join(await mkdtemp(join(tmpdir(), 'signalbox-keys-')), 'keys.txt');
  await writeFile(file, made.map(({ line }) => line).join('\n'));
  const { base } = await serve({
    store: () => store.db,
    signIn: await createSignIn({ kind: 'api_key', file, sessionSecret: undefined }),
    consoleFolder: join(projectRoot, 'dist/console'),
  });
  const { page } = await openPage(browser);
  // Browsers keep a `Secure` cookie without TLS only under this name.
  await page.goto(`${base.replace('127.0.0.1', 'localhost')}/tickets`);
  for (const [i, name] of ['ana', 'ben'].entries()) {
    await page.getByLabel('API key').fill(made[i]?.key ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.ticket-link', { hasText: 'T-1' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Ticket T-1' }).waitFor();
    await expect.poll(() => page.title()).toBe('Ticket T-1 · Signalbox');
    await page.getByRole('button', { name: new RegExp(`${name}.*account and display`) }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in to Signalbox' }).waitFor();
    // What was pressed went with its page.
    await page.locator('h1:focus').waitFor();
    await expect.poll(() => page.title()).toBe('Sign in · Signalbox');
    const text = await page.locator('body').textContent();
    expect(text).not.toContain('T-1');
    expect(text).not.toContain(name);
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Sign in to Signalbox' }).waitFor();
  }
  await page.close();
});
