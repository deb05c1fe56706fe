import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations, openPage, settled, startBrowser } from './support/browser.ts';
import { startPracticeApi } from './support/practice-api.ts';

let api: Awaited<ReturnType<typeof startPracticeApi>>;
let browser: Browser;
beforeAll(async () => {
  api = await startPracticeApi({ tickets: 1500 });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await api?.close();
});

const wide = { width: 1280, height: 900 };
const narrow = { width: 390, height: 844 };

const open = async (path: string, options: Parameters<Browser['newPage']>[0] = { viewport: wide }) => {
  const opened = await openPage(browser, options);
  await opened.page.goto(`${api.url}${path}`);
  await settled(opened.page);
  return opened;
};
/** Tickets of the practice month that were left to people and are not settled yet. */
const waitingTickets = async (): Promise<string[]> => {
  const response = await fetch(`${api.url}/v1/review-queue?only=review&limit=20`);
  const { items } = (await response.json()) as { items: { ticketId: string }[] };
  return items.map(({ ticketId }) => ticketId);
};
const worstPair = async (): Promise<{ predicted: string; truth: string }> => {
  const response = await fetch(`${api.url}/v1/reports/misclassification`);
  const { pairs } = (await response.json()) as { pairs: { predicted: string; truth: string | null }[] };
  const pair = pairs.find(({ truth }) => truth !== null);
  return pair as { predicted: string; truth: string };
};

describe('every page', () => {
  const pages = [
    '/',
    '/comparison',
    '/misclassifications',
    '/tickets?outcome=review',
    '/review',
    '/calibration',
    '/calibration?target=0.01',
    '/taxonomy',
    '/taxonomy?view=rates',
    '/taxonomy/DEV-HOOK',
  ];

  it.each(pages)('%s is accessible, fits, and breaks no policy: wide and narrow, light and dark', async (path) => {
    for (const viewport of [wide, narrow]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, complaints } = await open(path, { viewport, colorScheme });
        expect(await accessibilityViolations(page), `${viewport.width} ${colorScheme}`).toEqual([]);
        const overflow = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect(overflow, `${viewport.width} ${colorScheme}`).toBeLessThanOrEqual(0);
        expect(complaints).toEqual([]);
        await page.close();
      }
    }
  });

  it('of a pair and of a ticket too', async () => {
    const { predicted, truth } = await worstPair();
    const [ticketId] = await waitingTickets();
    for (const path of [`/misclassifications/${predicted}/${truth}`, `/tickets/${ticketId}`]) {
      for (const viewport of [wide, narrow]) {
        const { page, complaints } = await open(path, { viewport, colorScheme: 'dark' });
        expect(await accessibilityViolations(page), path).toEqual([]);
        expect(complaints).toEqual([]);
        await page.close();
      }
    }
  });

  it('can be reached by keyboard, past the navigation', async () => {
    const { page } = await open('/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.querySelector("main").contains(document.activeElement)')).toBe(true);
    await page.close();
  });

  it('says what is wrong and how to mend it, and recovers by itself', async () => {
    const { page } = await openPage(browser, { viewport: wide });
    let isDown = true;
    await page.route('**/v1/reports/**', (route) => {
      if (!isDown) return route.continue();
      const problem = {
        title: 'The store is down',
        status: 503,
        code: 'STORE_UNREACHABLE',
        remedy: 'Start PostgreSQL.',
      };
      return route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) });
    });
    await page.goto(api.url);
    await page.getByText('Start PostgreSQL.').waitFor();
    isDown = false;
    await page.getByText('Routed accuracy').waitFor();
    await page.close();
  });
});

describe('the way from the overview to a ticket', () => {
  it('goes over the matrix by arrows and Enter, the pair, the ticket, and back', async () => {
    const { page } = await open('/misclassifications?period=90d');
    const cell = page.locator('.matrix-table td.is-wrong a').first();
    const place = (await cell.getAttribute('data-place'))?.split('-').map(Number) as [number, number];
    await page.locator('[data-place="0-0"]').focus();
    for (let i = 0; i < place[0]; i++) await page.keyboard.press('ArrowDown');
    for (let i = 0; i < place[1]; i++) await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('document.activeElement.dataset.place')).toBe(place.join('-'));
    expect(await page.locator('.matrix-table [tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /taken for/ }).waitFor();
    expect(page.url()).toContain('period=90d');
    await settled(page);
    const title = await page.locator('h1').textContent();
    await page.locator('.ticket-link').first().click();
    await page.getByRole('heading', { level: 1, name: /^Ticket / }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: title as string }).waitFor();
    await page.close();
  });

  it('keeps every view in its address', async () => {
    const { page } = await open('/misclassifications');
    await page.getByRole('button', { name: 'Precision' }).click();
    await page.getByRole('radio', { name: 'Seen by people' }).click();
    await page.locator('th[aria-sort=ascending]', { hasText: 'Precision' }).waitFor();
    await page.locator('[role=radio][aria-checked=true]', { hasText: 'Seen by people' }).waitFor();
    const precisions = () => page.locator('.data-table tbody tr th').allTextContents();
    const before = await precisions();
    await page.reload();
    await settled(page);
    expect(await precisions()).toEqual(before);
    expect(await page.getByRole('radio', { name: 'Seen by people' }).getAttribute('aria-checked')).toBe('true');
    expect(new URL(page.url()).searchParams.get('categories')).toMatch(/precision/);
    await page.close();
  });
});

describe('a correction', () => {
  const openAs = async (name: string, path: string, { withFeed = true } = {}) => {
    const context = await browser.newContext({ viewport: wide });
    if (!withFeed) await context.route('**/v1/events', (route) => route.abort());
    await context.addInitScript(`localStorage.setItem('signalbox.user', ${JSON.stringify(name)})`);
    const { page } = await openPage(context);
    await page.goto(`${api.url}${path}`);
    await settled(page);
    return page;
  };
  const likely = (page: Page, n: number) => page.locator('.quick-choice').nth(n);
  const save = (page: Page) => page.locator('.correct button[type=submit]').click();

  it('is saved under one’s name, seen in the history, and can be taken back', async () => {
    const [ticketId] = await waitingTickets();
    const page = await openAs('Zoë Ångström', `/tickets/${ticketId}`);
    await likely(page, 0).click();
    await page.getByLabel('Note, optional').fill('clear case');
    await save(page);
    const own = page.locator('.history-person', { hasText: 'Zoë Ångström' });
    await own.getByText('clear case').waitFor();
    await page.locator('.toast', { hasText: 'Saved' }).waitFor();
    await own.getByRole('button', { name: 'Take back' }).click();
    await page.locator('.toast', { hasText: 'Taken back' }).waitFor();
    await page.context().close();
  });

  it('that is overtaken shows what was said meanwhile, and lets one decide again', async () => {
    const [, ticketId] = await waitingTickets();
    // Without the feed of changes Ana learns of it only when she saves.
    const ana = await openAs('Ana', `/tickets/${ticketId}`, { withFeed: false });
    const tom = await openAs('Tom', `/tickets/${ticketId}`);
    await likely(ana, 0).click();
    await tom.getByRole('button', { name: 'No category' }).click();
    await tom.getByLabel('Note, optional').fill('only a greeting');
    await save(tom);
    await tom.locator('.history-person', { hasText: 'Tom' }).waitFor();
    await save(ana);
    await ana.getByText('Said while you were deciding').waitFor();
    expect(await ana.locator('.meanwhile').textContent()).toContain('only a greeting');
    await ana.getByRole('button', { name: 'I have read it, keep my choice' }).click();
    await save(ana);
    await ana.locator('.history-person', { hasText: 'Ana' }).waitFor();
    expect(await ana.locator('.history-person').count()).toBe(2);
    await ana.context().close();
    await tom.context().close();
  });

  it('of somebody else is seen while one is still deciding', async () => {
    const [, , , ticketId] = await waitingTickets();
    const [ana, tom] = [await openAs('Ana', `/tickets/${ticketId}`), await openAs('Tom', `/tickets/${ticketId}`)];
    await likely(ana, 0).click();
    await tom.getByRole('button', { name: 'No category' }).click();
    await save(tom);
    await ana.getByText('Said while you were deciding').waitFor();
    await ana.getByRole('button', { name: 'Drop my choice' }).click();
    expect(await ana.locator('.correct button[type=submit]').isDisabled()).toBe(true);
    await ana.context().close();
    await tom.context().close();
  });

  it('finds a category by name or code, without a mouse', async () => {
    const [, , ticketId] = await waitingTickets();
    const page = await openAs('Ana', `/tickets/${ticketId}`);
    await page.getByRole('combobox', { name: 'Any category' }).focus();
    await page.keyboard.type('refund');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.locator('.correct button[type=submit]').textContent()).toMatch(/^Save .+/);
    await page.context().close();
  });
});

describe('the review queue', () => {
  it('is worked through by keys alone, and a verdict can be taken back', async () => {
    const { page } = await open('/review?only=review&order=oldest');
    const current = () => page.locator('.queue-item[aria-current]').textContent();
    const first = await current();
    await page.keyboard.press('1');
    await page.locator('.queue-verdict').first().waitFor();
    expect(await current()).not.toBe(first);
    const place = page.locator('.verdict-moves .muted');
    await place.getByText('2 of').waitFor();
    await page.keyboard.press('j');
    await place.getByText('3 of').waitFor();
    await page.keyboard.press('k');
    await place.getByText('2 of').waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('combobox');
    await page.keyboard.press('Escape');
    await page.locator('h2').first().focus();
    await page.keyboard.press('z');
    await page.getByRole('status').filter({ hasText: 'taken back' }).waitFor();
    await expect.poll(current).toBe(first);
    expect(await page.locator('.queue-verdict').count()).toBe(0);
    await page.close();
  });

  it('counts down with each verdict and up again with what is taken back', async () => {
    const { page } = await open('/review?only=review');
    const waiting = async () =>
      Number(/\d+/.exec((await page.getByRole('radio', { name: /^Reviews/ }).textContent()) ?? '')?.[0]);
    const before = await waiting();
    await page.keyboard.press('1');
    await page.getByText('1 settled in this sitting').waitFor();
    expect(await waiting()).toBe(before - 1);
    await page.keyboard.press('z');
    await page.getByText('0 settled in this sitting').waitFor();
    expect(await waiting()).toBe(before);
    await page.close();
  });

  it('sends what an earlier visit could not, on whatever page the console is opened again', async () => {
    const context = await browser.newContext({ viewport: wide });
    const { page } = await openPage(context);
    let isDown = true;
    const arrived: { correctionId: string }[] = [];
    await page.route('**/v1/corrections', (route) => {
      if (isDown) return route.abort();
      arrived.push(route.request().postDataJSON());
      return route.continue();
    });
    await page.goto(`${api.url}/review?only=review&order=oldest`);
    await settled(page);
    await page.keyboard.press('1');
    await page.getByText('1 verdict not saved yet').waitFor();
    await page.getByRole('link', { name: '1 verdict not saved' }).waitFor();
    isDown = false;
    const answered = page.waitForResponse('**/v1/corrections');
    await page.goto(`${api.url}/taxonomy`);
    expect((await answered).status()).toBe(201);
    expect(arrived).toHaveLength(1);
    await page.getByRole('link', { name: '1 verdict not saved' }).waitFor({ state: 'detached' });
    expect(await page.evaluate('Object.keys(localStorage).filter((key) => key.includes("outbox"))')).toEqual([]);
    await context.close();
  });

  it('tells nothing of what the machine thought while an audit is read', async () => {
    const { page } = await open('/review?only=audit');
    await page.locator('.candidate-choice').first().waitFor();
    expect(await page.locator('.verdict .confidence, .queue .confidence').count()).toBe(0);
    expect(await page.locator('.verdict').textContent()).not.toMatch(/Routed|%/);
    expect(await page.getByRole('link', { name: 'Why?' }).count()).toBe(0);
    await page.close();
  });

  it('does not take letters for keys once they are switched off', async () => {
    const { page } = await open('/review?only=review');
    await page.keyboard.press('?');
    await page.getByRole('checkbox', { name: /Single keys/ }).uncheck();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.keyboard.press('1');
    expect(await page.locator('.queue-verdict').count()).toBe(0);
    await page.close();
  });
});

describe('the calibration', () => {
  it('shows what another threshold would change, and keeps it as a draft', async () => {
    const { page } = await open('/calibration');
    await page.getByText('this is the threshold in force').waitFor();
    await page.getByRole('slider', { name: 'Threshold' }).focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await page.locator('.changes-sum').waitFor();
    expect(new URL(page.url()).searchParams.get('threshold')).toMatch(/^0\.9\d+$/);
    await page.getByLabel('Why this threshold').fill('Christmas');
    await page.getByRole('button', { name: /^Keep/ }).click();
    await page.locator('.drafts', { hasText: 'Christmas' }).waitFor();
    expect(await page.locator('.drafts a').getAttribute('href')).toMatch(/^\/v1\/policy-drafts\//);
    await page.close();
  });

  it('finds the threshold of a target, says so where there is none, and keeps the draft with that target', async () => {
    const { page } = await open('/calibration?target=0.01');
    const target = page.getByRole('slider', { name: 'Target error' });
    const said = async () => (await target.getAttribute('aria-valuetext')) ?? '';
    const strict = await said();
    expect(strict).toMatch(/^at most 1\.0/);
    await page.getByText('keeps the target of 1.0').waitFor();
    await target.focus();
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight');
    await page.waitForURL(/target=0\.03/);
    await page.getByText('keeps the target of 3.0').waitFor();
    const threshold = async () => Number(/threshold ([\d.]+)/.exec(await said())?.[1]);
    expect(await threshold()).toBeLessThan(Number(/threshold ([\d.]+)/.exec(strict)?.[1]));
    await page.getByLabel('Why this threshold').fill('Spring');
    const kept = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: /^Keep/ }).click();
    expect((await kept).postDataJSON()).toMatchObject({ targetError: 0.03, note: 'Spring' });
    await page.getByRole('button', { name: 'Back to what is in force' }).click();
    await page.getByText('this is the threshold in force').waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.close();
  });
});

describe('a category', () => {
  it('leads to its boundaries, to what it is confused with, and comes from the pair again', async () => {
    const { predicted, truth } = await worstPair();
    const { page } = await open(`/misclassifications/${predicted}/${truth}?period=7d`);
    await page.locator('.definition').getByRole('link', { name: predicted }).first().click();
    await page.getByRole('heading', { level: 1, name: new RegExp(`^${predicted} `) }).waitFor();
    await settled(page);
    const { pathname, searchParams } = new URL(page.url());
    expect([pathname, searchParams.get('period')]).toEqual([`/taxonomy/${predicted}`, '7d']);
    const pairs = page.getByRole('region', { name: 'Pairs of this category' }).getByRole('link');
    await pairs.first().waitFor();
    expect(await pairs.first().getAttribute('href')).toMatch(/^\/misclassifications\/.+period=7d/);
    await page.locator('.boundaries a.category-link').first().click();
    await page.waitForURL(({ pathname: next }) => next.startsWith('/taxonomy/') && !next.endsWith(predicted));
    await page.close();
  });

  it('that the taxonomy does not have is said to be missing', async () => {
    const { page } = await open('/taxonomy/NOPE');
    await page.getByText('NOPE is not in the taxonomy').waitFor();
    await page.close();
  });
});

describe('a text of a stranger', () => {
  it('runs from right to left where it is so written, and never as markup', async () => {
    const { page } = await open('/tickets/49499');
    await page.getByText('دفعتنا').first().waitFor();
    const directions =
      '[...document.querySelectorAll(".ticket-text p")].map((line) => getComputedStyle(line).direction)';
    expect(await page.evaluate(directions)).toEqual(expect.arrayContaining(['rtl', 'ltr']));
    await page.goto(`${api.url}/tickets/49498`);
    await page.locator('.ticket-text', { hasText: '<script>alert(1)</script>' }).first().waitFor();
    await page.close();
  });
});

describe('signing in', () => {
  it('asks for a key and opens the console', async () => {
    const { page } = await openPage(browser, { viewport: narrow });
    let isSignedIn = false;
    await page.route('**/v1/session', (route) => {
      if (route.request().method() === 'POST') isSignedIn = route.request().postDataJSON().token === 'right';
      if (route.request().method() === 'POST' && !isSignedIn) {
        const problem = { title: 'Not signed in', status: 401, code: 'SIGN_IN_REFUSED', remedy: 'Check the key.' };
        return route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify(problem) });
      }
      return route.fulfill({ json: { user: isSignedIn ? { name: 'ana', role: 'analyst' } : null, signIn: 'api_key' } });
    });
    await page.goto(api.url);
    await page.getByLabel('API key').fill('wrong');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Check the key.').waitFor();
    await page.getByLabel('API key').fill('right');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.close();
  });
});

describe('the theme', () => {
  it('follows the system until one chooses, and stays chosen', async () => {
    const { page } = await open('/tickets', { viewport: wide, colorScheme: 'light' });
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.getByRole('button', { name: /account and display/ }).click();
    await page.getByRole('radio', { name: 'Dark' }).click();
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    await settled(page);
    expect(await ground()).toBe(dark);
    await page.close();
  });
});
