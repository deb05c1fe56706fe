import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../../service/project-root.ts';
import { openStore } from '../../service/review/store/open-store.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { recordTickets } from '../../service/review/store/record-tickets.ts';
import { serve, sure } from '../api/support/serve.ts';
import { received, reviewed } from '../review/support/records.ts';
import { routerParts } from '../support/fixtures.ts';
import { accessibilityViolations, openPage, settled, startBrowser } from './support/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const path = '/review?only=review&order=oldest';

/** So many reviews wait in a store of their own, `Ticket 1` the oldest; everybody is who they say. */
async function start(tickets: number) {
  const store = await openStore({});
  onTestFinished(() => store.close());
  const offsets = Array.from({ length: tickets }, (_, n) => n + 1);
  const since = Date.now() - 3_600_000;
  const decidedAt = (offset: number) => new Date(since + offset * 1000).toISOString();
  await recordTickets(
    store.db,
    offsets.map((offset) => received(offset, { subject: `Ticket ${offset}` })),
  );
  await recordDecisions(
    store.db,
    offsets.map((offset) => reviewed({ offset, decidedAt: decidedAt(offset) })),
  );
  const { base, post } = await serve({
    store: () => store.db,
    router: { ...routerParts(sure()), clock: () => new Date() },
    consoleFolder: join(projectRoot, 'dist/console'),
  });
  return {
    url: base,
    as: async (name: string) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      onTestFinished(() => context.close());
      await context.addInitScript(`localStorage.setItem('signalbox.user', ${JSON.stringify(name)})`);
      return context;
    },
    settle: async (name: string, offset: number) => {
      const body = { ticketId: `T-${offset}`, category: 'PAY', occasion: 'review', basedOn: null };
      expect((await post('/v1/corrections', body, { 'x-signalbox-user': name })).status).toBe(201);
    },
  };
}

async function openQueue(context: BrowserContext, url: string): Promise<Page> {
  const { page } = await openPage(context);
  await page.goto(`${url}${path}`);
  await settled(page);
  await page.locator('.queue-item[aria-current]').waitFor();
  return page;
}

/** Nothing is heard of what others do. */
async function hearNothing(page: Page | BrowserContext): Promise<void> {
  await page.route('**/v1/review-queue/standing?*', (route) => route.abort());
}

const subjects = (page: Page) => page.locator('.queue-subject').allTextContents();
const open = (page: Page) => page.locator('.verdict h2').textContent();
const item = (page: Page, n: number) =>
  page.locator('.queue-item').filter({ hasText: new RegExp(`Ticket ${n}(?!\\d)`) });

describe('two who work through the queue at the same time', () => {
  test('see in place what the other has settled, and are not led there', async () => {
    const { url, as, settle } = await start(12);
    const page = await openQueue(await as('bo'), url);
    await page.getByRole('radio', { name: 'Reviews 12' }).waitFor();
    const before = { subjects: await subjects(page), open: await open(page) };
    expect(before.open).toBe('Ticket 1');
    for (const offset of [2, 3]) await settle('ana', offset);
    for (const offset of [2, 3]) await item(page, offset).getByText('settled by ana').waitFor();
    await page.getByRole('radio', { name: 'Reviews 10' }).waitFor();
    await page.getByText('ana reads here too').waitFor();
    expect({ subjects: await subjects(page), open: await open(page) }).toEqual(before);
    expect(await accessibilityViolations(page)).toEqual([]);

    // Of those that wait, the first that is bo's.
    await page.keyboard.press('1');
    await page.getByText('1 settled in this sitting, 9 wait').waitFor();
    expect(['Ticket 1', 'Ticket 2', 'Ticket 3']).not.toContain(await open(page));
    await page.close();
  });

  test('seldom meet: each goes through tickets of their own first', async () => {
    const { url, as, settle } = await start(30);
    await settle('ana', 29);
    await settle('bo', 30);
    const pages = await Promise.all(['ana', 'bo'].map(async (name) => openQueue(await as(name), url)));
    await Promise.all(pages.map((page, n) => page.getByText(`${n === 0 ? 'bo' : 'ana'} reads here too`).waitFor()));
    for (let n = 0; n < 5; n++) {
      for (const page of pages) {
        const said = await page.locator('.sitting-said').textContent();
        await page.keyboard.press('1');
        await expect.poll(() => page.locator('.sitting-said').textContent()).not.toBe(said);
      }
    }
    for (const page of pages) {
      await page.getByText('5 settled in this sitting').waitFor();
      await expect.poll(() => page.locator('.queue-verdict', { hasText: '✓' }).count()).toBe(5);
      expect(await page.getByText('came too late').count()).toBe(0);
    }
  });

  test('send nothing for a ticket that the other has settled while it was open', async () => {
    const { url, as, settle } = await start(3);
    const page = await openQueue(await as('bo'), url);
    const posted: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posted.push(request.url());
    });
    await settle('ana', 1);
    await page.locator('.verdict').getByText('This ticket is settled by ana').waitFor();
    expect(await open(page)).toBe('Ticket 1');
    await page.keyboard.press('1');
    await page.getByRole('status').filter({ hasText: 'T-1 is settled by ana: your choice is not sent' }).waitFor();
    await expect.poll(() => open(page)).not.toBe('Ticket 1');
    await page.getByText('0 settled in this sitting, 2 wait').waitFor();
    expect(posted).toEqual([]);
    await page.close();
  });

  test('have one line of what came too late, and a key for it', async () => {
    const { url, as, settle } = await start(12);
    const context = await as('bo');
    await hearNothing(context);
    const page = await openQueue(context, url);
    for (const offset of [1, 2, 3]) await settle('ana', offset);
    for (const offset of [1, 2, 3]) {
      await item(page, offset).click();
      await page.getByRole('heading', { level: 2, name: `Ticket ${offset}`, exact: true }).waitFor();
      await page.keyboard.press('1');
      await item(page, offset).locator('.queue-verdict').getByText('!').waitFor();
    }
    const line = page.locator('.outbox');
    await line.getByText('3 verdicts came too late').waitFor();
    expect((await line.boundingBox())?.height).toBeLessThan(60);
    await page.keyboard.press('l');
    await expect.poll(() => line.getByText('somebody else was faster').count()).toBe(3);
    await page.keyboard.press('Escape');
    await page.locator('.verdict h2:focus').waitFor();
    expect(await line.getByText('somebody else was faster').count()).toBe(0);

    await page.keyboard.press('l');
    await line.getByRole('button', { name: 'Drop all' }).click();
    await line.getByText('came too late').waitFor({ state: 'detached' });
    await page.getByText('0 settled in this sitting').waitFor();
    for (const offset of [1, 2, 3]) await item(page, offset).waitFor({ state: 'detached' });

    await settle('ana', 4);
    await item(page, 4).click();
    await page.getByRole('heading', { level: 2, name: 'Ticket 4', exact: true }).waitFor();
    await page.keyboard.press('1');
    await line.getByText('1 verdict came too late').waitFor();
    expect(await page.locator('.outbox-list').count()).toBe(0);
    await page.close();
  });
});

describe('one who works in two tabs', () => {
  test('is told that it was they themselves', async () => {
    const { url, as } = await start(5);
    const context = await as('bo');
    const [first, second] = [await openQueue(context, url), await openQueue(context, url)];
    await hearNothing(second);
    await first.keyboard.press('1');
    await first.locator('.queue-verdict', { hasText: '✓' }).waitFor();
    const third = await openQueue(context, url);
    expect(await subjects(third)).not.toContain('Ticket 1');

    await second.keyboard.press('1');
    await second.getByText('1 verdict came too late').waitFor();
    await second.getByRole('button', { name: 'Look', exact: true }).click();
    await second.getByText('you had settled it yourself, in another tab or on its page').waitFor();
    expect(await second.getByText('somebody else').count()).toBe(0);

    await third.keyboard.press('1');
    await third.locator('.queue-verdict', { hasText: '✓' }).waitFor();
    await item(first, 2).getByText('settled by you elsewhere').waitFor();
  });
});

describe('one who works alone', () => {
  test('is led from the first to the last, and gets others after skipping all that are loaded', async () => {
    const { url, as } = await start(70);
    const page = await openQueue(await as('bo'), url);
    const place = page.locator('.verdict-moves .muted');
    await place.getByText('1 of 50').waitFor();
    for (let n = 2; n <= 50; n++) await page.keyboard.press('j');
    await place.getByText('50 of 70').waitFor();
    await page.keyboard.press('j');
    await place.getByText('51 of 70').waitFor();
    expect(await open(page)).toBe('Ticket 51');
    expect(await subjects(page)).toEqual(Array.from({ length: 70 }, (_, n) => `Ticket ${n + 1}`));
  });

  test('has a ticket before them again that was taken back after a look at another page', async () => {
    const { url, as } = await start(5);
    const page = await openQueue(await as('bo'), url);
    await page.keyboard.press('1');
    await page.locator('.queue-verdict', { hasText: '✓' }).waitFor();
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: /^Ticket / }).waitFor();
    await page.goBack();
    await expect.poll(() => open(page)).toBe('Ticket 2');
    expect(await subjects(page)).not.toContain('Ticket 1');
    await page.keyboard.press('z');
    await page.getByRole('status').filter({ hasText: 'T-1: taken back.' }).waitFor();
    await expect.poll(() => open(page)).toBe('Ticket 1');
    await page.keyboard.press('1');
    await page.locator('.queue-verdict', { hasText: '✓' }).waitFor();
    await page.getByText('1 settled in this sitting, 4 wait').waitFor();
    expect(await page.getByText('came too late').count()).toBe(0);
  });

  test('goes on with what is loaded while the service does not answer, also after a look at another page', async () => {
    const { url, as } = await start(5);
    const page = await openQueue(await as('bo'), url);
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: /^Ticket / }).waitFor();
    let tries = 0;
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    await page.route('**/v1/**', async (route) => {
      // What is shown is there although the second try hangs.
      if (route.request().url().includes('/v1/review-queue?') && ++tries > 1) await ended;
      await route.abort();
    });
    await page.goBack();
    await page.locator('.verdict h2').getByText('Ticket 1', { exact: true }).waitFor();
    expect(await page.locator('.queue-item').count()).toBe(5);
    await page.keyboard.press('1');
    await page.getByText('does not answer. The request did not reach the service.').waitFor();
    end();
    await page.unrouteAll({ behavior: 'wait' });
  });

  test('has unsent verdicts sent as soon as the service is back, not at the end of a pause', async () => {
    const { url, as } = await start(3);
    const context = await as('bo');
    await context.addInitScript(`window.EventSource = class extends EventSource {
      constructor(address) {
        super(address);
        window.stream = this;
      }
    }`);
    const page = await openQueue(context, url);
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    await page.clock.install();
    await page.clock.pauseAt(new Date(Date.now() + 60_000));
    await page.route('**/v1/corrections', (route) => route.abort());
    await page.keyboard.press('1');
    await page.getByText('1 verdict not saved yet').waitFor();
    await page.unroute('**/v1/corrections');
    const saved = page.waitForResponse('**/v1/corrections');
    // The stream breaks off, and the browser opens it again.
    await page.evaluate(`for (const type of ['error', 'open']) stream.dispatchEvent(new Event(type))`);
    expect((await saved).status()).toBe(201);
    await page.getByText('1 verdict not saved yet').waitFor({ state: 'detached' });
  });
});
