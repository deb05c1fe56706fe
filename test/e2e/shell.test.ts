import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityViolations, settled } from './support/browser.ts';
import { narrow, practiceConsole, wide } from './support/practice-console.ts';

const { open, newPage, url } = practiceConsole();

describe('every page', () => {
  it('can be reached by keyboard, past the navigation', async () => {
    const { page } = await open('/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    // No entry of the history that the router does not know.
    expect(new URL(page.url()).hash).toBe('');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.querySelector("main").contains(document.activeElement)')).toBe(true);
    await page.close();
  });

  it('says what is wrong and how to mend it, and recovers by itself', async () => {
    const { page } = await newPage({ viewport: wide });
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
    await page.goto(url);
    await page.getByText('Start PostgreSQL.').waitFor();
    await page.getByText('This page tries again by itself.').first().waitFor();
    isDown = false;
    await page.getByText('Routed accuracy').waitFor();
    await page.close();
  });
});

describe('when the service is away', () => {
  it('pages whose files have come still open, and say that there is no answer', async () => {
    const { page } = await open('/');
    const fetched = 'performance.getEntriesByType("resource").some(({ name }) => /audit-log-page/.test(name))';
    await expect.poll(() => page.evaluate(fetched)).toBe(true);
    await page.route('**/*', (route) => route.abort('connectionrefused'));
    await page.getByRole('link', { name: 'Calibration' }).click();
    await page.getByRole('heading', { level: 1, name: 'Calibration' }).waitFor();
    await page.getByText('Signalbox does not answer').waitFor();
    await page.close();
  });

  it('a page whose file does not come says so, and opens by itself when it is back', async () => {
    const { page } = await newPage();
    let isAway = true;
    let asked = 0;
    await page.route('**/assets/calibration-page*', (route) => (isAway ? route.abort() : route.continue()));
    await page.goto(url);
    await settled(page);
    await page.route('**/v1/session', (route) => {
      asked += 1;
      return isAway ? route.abort() : route.continue();
    });
    await page.getByRole('link', { name: 'Calibration' }).click();
    await page.getByRole('heading', { level: 1, name: 'Signalbox does not answer' }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await expect.poll(() => asked).toBeGreaterThan(1);
    isAway = false;
    await page.getByRole('heading', { level: 1, name: 'Calibration' }).waitFor();
    await page.close();
  });

  it('a file that does not come although the service answers is asked for once more, and not for ever', async () => {
    const { page } = await newPage();
    await page.route('**/assets/calibration-page*', (route) => route.abort());
    await page.goto(`${url}/calibration`);
    await page.getByRole('heading', { level: 1, name: 'This page did not come' }).waitFor();
    await page.getByRole('button', { name: 'Load it anew' }).waitFor();
    await page.close();
  });
});

describe('an address that leads nowhere', () => {
  it('is the console’s own page with a way back', async () => {
    const { page } = await newPage();
    const response = await page.goto(`${url}/nope`);
    expect(response?.status()).toBe(404);
    await page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor();
    await page.getByRole('link', { name: 'Go to the overview' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.close();
  });
});

describe('the account’s menu', () => {
  it('keeps its links apart on a phone', async () => {
    const { page } = await open('/', { viewport: narrow });
    await page.getByRole('button', { name: /account and display/ }).click();
    const box = (name: string) => page.getByRole('dialog').getByRole('link', { name }).boundingBox();
    const [log, api] = [await box('Audit log'), await box('API reference')];
    expect((api?.x ?? 0) - ((log?.x ?? 0) + (log?.width ?? 0))).toBeGreaterThanOrEqual(8);
    await page.close();
  });

  it('leads to the audit log of the same period', async () => {
    const { page } = await open('/?period=7d');
    await page.getByRole('button', { name: /account and display/ }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Audit log' }).click();
    await page.waitForURL(({ pathname, search }) => pathname === '/audit-log' && search === '?period=7d');
    await page.close();
  });

  it('when a name cannot be saved, then it stays open with the name in it and says why', async () => {
    const { page } = await open('/');
    const menu = page.getByRole('dialog');
    const name = menu.getByLabel('Your name');
    await page.getByRole('button', { name: /account and display/ }).click();
    await page.route('**/v1/session', (route) => route.abort());
    await name.fill('Zoë');
    await menu.getByRole('button', { name: 'Save' }).click();
    await menu.getByRole('alert').waitFor();
    expect(await name.inputValue()).toBe('Zoë');
    await page.unroute('**/v1/session');
    await menu.getByRole('button', { name: 'Save' }).click();
    await menu.waitFor({ state: 'detached' });
    await page.locator('.account-name', { hasText: 'Zoë' }).waitFor();
    await page.close();
  });
});

describe('a reader from elsewhere', () => {
  it('reads English words, and dates in their own order', async () => {
    const { page } = await open('/audit-log?period=90d', { viewport: wide, locale: 'de-DE' });
    await fetch(`${url}/v1/reports/misclassification?format=csv&table=pairs`);
    await page.reload();
    const times = () => page.locator('time').allTextContents();
    await expect.poll(times).toContainEqual(expect.stringMatching(/^\d{1,2} [A-Z][a-z]{2,3} \d{4}, \d\d:\d\d:\d\d$/));
    await page.close();
  });
});

describe('a period of one’s own', () => {
  const look = { viewport: wide, locale: 'en-US' };
  const address = (page: Page) => {
    const { searchParams } = new URL(page.url());
    return [searchParams.get('from'), searchParams.get('to')];
  };
  const first = (page: Page) => page.getByLabel('First day (UTC)');
  const last = (page: Page) => page.getByLabel('Last day (UTC)');

  it('is typed by keyboard, and taken on Enter or when one leaves its days', async () => {
    const { page } = await open('/audit-log?from=2026-11-01&to=2026-11-20', look);
    await page.locator('.day-range').getByText('UTC', { exact: true }).waitFor();
    await first(page).focus();
    await page.keyboard.type('11052026');
    expect(await first(page).inputValue()).toBe('2026-11-05');
    expect(address(page)).toEqual(['2026-11-01', '2026-11-20']);
    await page.keyboard.press('Enter');
    await expect.poll(() => address(page)).toEqual(['2026-11-05', '2026-11-20']);
    expect(await page.evaluate('document.activeElement.type')).toBe('date');

    await last(page).focus();
    await page.keyboard.type('11122026');
    expect(await last(page).inputValue()).toBe('2026-11-12');
    expect(address(page)).toEqual(['2026-11-05', '2026-11-20']);
    // Both days are included.
    const asked = page.waitForResponse(/\/v1\/audit-log\?.*to=2026-11-13/);
    await last(page).blur();
    await asked;
    expect(address(page)).toEqual(['2026-11-05', '2026-11-12']);
    await page.goBack();
    await expect.poll(() => last(page).inputValue()).toBe('2026-11-20');
    await page.close();
  });

  it('is refused, and stays as it is written, while its last day is before the first', async () => {
    const { page } = await open('/audit-log?from=2026-11-01&to=2026-11-20', look);
    await last(page).focus();
    await page.keyboard.type('10312026');
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByText('The last day is before the first.').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await last(page).blur();
    expect(await last(page).inputValue()).toBe('2026-10-31');
    expect(address(page)).toEqual(['2026-11-01', '2026-11-20']);
    await first(page).fill('2026-10-01');
    await expect.poll(() => address(page)).toEqual(['2026-10-01', '2026-10-31']);
    await page.close();
  });
});

describe('the feed of changes', () => {
  it('is held by a page in sight only, which asks for what it shows when it comes into sight again', async () => {
    const { page } = await newPage({ viewport: wide });
    await page.addInitScript(`
      window.isSeen = true;
      Object.defineProperty(document, 'visibilityState', { get: () => (isSeen ? 'visible' : 'hidden') });
      window.streams = [];
      window.EventSource = class extends EventSource {
        constructor(address) {
          super(address);
          streams.push(this);
        }
      };
    `);
    const turn = (isSeen: boolean) =>
      page.evaluate(`isSeen = ${isSeen}; document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);
    const [open, closed] = [1, 2];
    const states = () => page.evaluate('streams.map(({ readyState }) => readyState)');
    await page.goto(url);
    await settled(page);
    await expect.poll(states).toEqual([open]);
    await turn(false);
    expect(await states()).toEqual([closed]);
    const asked = page.waitForRequest('**/v1/reports/**');
    await turn(true);
    await asked;
    await expect.poll(states).toEqual([closed, open]);
    await page.close();
  });
});

describe('signing in', () => {
  it('asks for a key and opens the console', async () => {
    const { page } = await newPage({ viewport: narrow });
    let isSignedIn = false;
    await page.route('**/v1/session', (route) => {
      if (route.request().method() === 'POST') isSignedIn = route.request().postDataJSON().token === 'right';
      if (route.request().method() === 'POST' && !isSignedIn) {
        const problem = { title: 'Not signed in', status: 401, code: 'SIGN_IN_REFUSED', remedy: 'Check the key.' };
        return route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify(problem) });
      }
      return route.fulfill({ json: { user: isSignedIn ? { name: 'ana', role: 'analyst' } : null, signIn: 'api_key' } });
    });
    await page.goto(url);
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
    await expect.poll(ground).not.toBe(light);
    const dark = await ground();
    await page.reload();
    await settled(page);
    expect(await ground()).toBe(dark);
    await page.close();
  });
});
