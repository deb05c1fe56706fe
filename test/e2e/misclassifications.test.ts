import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { MisclassificationReport } from '../../service/contracts/misclassification-report.ts';
import { accessibilityViolations, settled } from './support/browser.ts';
import { narrow, practiceConsole, wide } from './support/practice-console.ts';

const { newPage, open, url, worstPair } = practiceConsole();

/** A page whose report is that of the practice month, changed. */
async function withReport(change: (report: MisclassificationReport) => void, look?: Parameters<typeof newPage>[0]) {
  const { page } = await newPage(look);
  await page.route('**/v1/reports/misclassification?**', async (route) => {
    const response = await route.fetch();
    const report = (await response.json()) as MisclassificationReport;
    change(report);
    await route.fulfill({ response, json: report });
  });
  return page;
}

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
    await page.waitForURL(/period=90d/);
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
    await page.waitForURL(/categories=[^&]*precision/);
    const before = await precisions();
    await page.reload();
    await settled(page);
    expect(await precisions()).toEqual(before);
    expect(await page.getByRole('radio', { name: 'Seen by people' }).getAttribute('aria-checked')).toBe('true');
    await page.close();
  });
});

describe('a pair', () => {
  it('leads from each cause to what helps against it', async () => {
    const { predicted, truth } = await worstPair();
    const page = await withReport(({ pairs }) => {
      const pair = pairs.find((given) => given.predicted === predicted && given.truth === truth);
      const [ticket] = pair?.tickets ?? [];
      if (!pair || !ticket) throw new Error('the practice month has no such pair');
      const kinds = ['model_error', 'suspected_label_error', 'overlapping_definitions'] as const;
      pair.tickets = kinds.map((kind) => ({ ...ticket, kind, eventId: kind, ticketId: 'T-1' }));
    });
    await page.goto(`${url}/misclassifications/${predicted}/${truth}`);
    const address = (name: string) => page.getByRole('link', { name, exact: true }).getAttribute('href');
    const back = new URLSearchParams({ back: `/misclassifications/${predicted}/${truth}` });
    expect(await address('Label again')).toBe(`/tickets/T-1?${back}`);
    expect(await address('Write a boundary rule')).toBe(`/taxonomy/${predicted}`);
    expect(await address('Export the tickets')).toMatch(/format=csv&table=tickets/);
    await page.close();
  });

  it('of one category is none, and the page says so', async () => {
    const { predicted } = await worstPair();
    const { page } = await open(`/misclassifications/${predicted}/${predicted}`);
    await page.getByRole('heading', { level: 1, name: `${predicted} is no pair` }).waitFor();
    expect(await page.getByRole('link', { name: `The category ${predicted}` }).getAttribute('href')).toBe(
      `/taxonomy/${predicted}`,
    );
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.close();
  });
});

describe('the report to take along', () => {
  const refuse = async (page: Page, format: string) => {
    const problem = { title: 'The store does not answer', status: 503, remedy: 'Ask once more.' };
    // Of the whole browser: a tab of its own asks as well.
    await page.context().route(
      ({ pathname, searchParams }) =>
        pathname === '/v1/reports/misclassification' && (searchParams.get('format') ?? 'json') === format,
      (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
  };
  const chooseCsv = async (page: Page) => {
    await page.getByRole('button', { name: 'CSV' }).click();
    await page.getByRole('menuitem', { name: 'Categories' }).click();
  };

  it('comes as a file of one table', async () => {
    const { page, complaints } = await open('/misclassifications');
    const coming = page.waitForEvent('download');
    await chooseCsv(page);
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(/^misclassification-categories-[\d-]+\.csv$/);
    expect(readFileSync(await file.path(), 'utf8')).toMatch(/^\ufeff?"?code/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is said to be made while it is, to the eye and to a screen reader, and is made once', async () => {
    const { page } = await open('/misclassifications');
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let asked = 0;
    await page.route(/format=csv/, async (route) => {
      asked += 1;
      await gate;
      await route.continue();
    });
    await chooseCsv(page);
    await page.getByRole('status').filter({ hasText: 'Making the file …' }).waitFor();
    const button = page.getByRole('button', { name: 'CSV …' });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    expect(await accessibilityViolations(page)).toEqual([]);
    await button.click({ force: true });
    expect(await page.getByRole('menu').count()).toBe(0);
    const coming = page.waitForEvent('download');
    goOn();
    await coming;
    await page.getByRole('button', { name: 'CSV ▾' }).waitFor();
    await page.getByRole('status').filter({ hasText: 'Making the file …' }).waitFor({ state: 'detached' });
    expect(asked).toBe(1);
    await page.close();
  });

  it('is not kept by the page once it is saved', async () => {
    const { page } = await open('/misclassifications');
    const coming = page.waitForEvent('download');
    await chooseCsv(page);
    await coming;
    await page.getByRole('button', { name: 'CSV ▾' }).waitFor();
    const cdp = await page.context().newCDPSession(page);
    const alive = async () => {
      const { result } = await cdp.send('Runtime.evaluate', { expression: 'Blob.prototype' });
      const { objects } = await cdp.send('Runtime.queryObjects', { prototypeObjectId: result.objectId ?? '' });
      const functionDeclaration = 'function () { return this.length; }';
      const { objectId = '' } = objects;
      const found = await cdp.send('Runtime.callFunctionOn', { objectId, functionDeclaration });
      await cdp.send('Runtime.releaseObject', { objectId });
      return found.result.value as number;
    };
    await expect.poll(alive).toBe(0);
    await page.close();
  });

  it('comes as a page in a tab of its own, and is not made twice for that', async () => {
    const { page } = await open('/misclassifications');
    const made: (string | null)[] = [];
    page.context().on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === '/v1/reports/misclassification') made.push(searchParams.get('format'));
    });
    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: 'Printable' }).click();
    const tab = await opened;
    await tab.getByRole('heading', { level: 1, name: 'Misclassification report' }).waitFor();
    expect(new URL(tab.url()).searchParams.get('format')).toBe('html');
    expect(made).toEqual(['html']);
    await tab.close();
    await page.close();
  });

  it('that cannot be had is told in the page, and neither a file nor a tab is left', async () => {
    const { page } = await newPage();
    const files: unknown[] = [];
    page.on('download', (file) => files.push(file));
    for (const format of ['csv', 'json', 'html']) await refuse(page, format);
    await page.goto(`${url}/misclassifications`);
    await page.getByRole('alert').getByText('This page tries again by itself.').waitFor();
    await chooseCsv(page);
    await page.locator('.toast', { hasText: 'The store does not answer. Ask once more.' }).waitFor();
    expect(files).toEqual([]);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.locator('.toast').waitFor({ state: 'detached' });

    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: 'Printable' }).click();
    const tab = await opened;
    await page.locator('.toast', { hasText: 'The store does not answer. Ask once more.' }).waitFor();
    await expect.poll(() => tab.isClosed()).toBe(true);
    await page.close();
  });

  it('that is refused to the tab alone is told there, in the service’s words', async () => {
    const { page } = await open('/misclassifications');
    await refuse(page, 'html');
    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: 'Printable' }).click();
    const tab = await opened;
    await tab.getByText('Ask once more.').waitFor();
    expect(await page.locator('.toast').count()).toBe(0);
    await tab.close();
    await page.close();
  });
});

describe('on paper', () => {
  it('the page has the whole matrix and every column, and nothing to press', async () => {
    const { page } = await open('/misclassifications');
    // A4 across, with the margins of the page.
    await page.setViewportSize({ width: 1047, height: 720 });
    await page.emulateMedia({ media: 'print' });
    const right = async (selector: string) => {
      const box = await page.locator(selector).last().boundingBox();
      return box && box.x + box.width;
    };
    for (const end of ['.matrix-table tr:last-child td', '.data-table thead th:has-text("End-to-end recall")']) {
      expect(await right(end), end).toBeLessThanOrEqual(1047);
    }
    const style = 'getComputedStyle(document.querySelector(".matrix-scroll"))';
    expect(await page.evaluate(`[${style}.overflow, ${style}.maxHeight]`)).toEqual(['visible', 'none']);
    expect(await page.getByRole('radio').filter({ visible: true }).count()).toBe(0);
    await page.close();
  });
});

describe('a chart', () => {
  it('writes each number of its axes on one line', async () => {
    const { page } = await open('/misclassifications', { viewport: wide });
    const ticks = page.locator('.recharts-cartesian-axis-tick-value').filter({ hasText: /^100/ });
    await ticks.first().waitFor();
    const lines = await ticks.locator('tspan').allTextContents();
    expect(lines.length).toBe(await ticks.count());
    for (const line of lines) expect(line).toMatch(/^100\s%$/);
    await page.close();
  });
});

describe('in forced colours', () => {
  it('what a shade alone says is still to be seen', async () => {
    const { page } = await open('/misclassifications');
    await page.emulateMedia({ forcedColors: 'active' });
    const styleOf = (selector: string, name: string) =>
      page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${name}`);
    expect(await styleOf('.navigation-link[aria-current=page]', 'outlineStyle')).toBe('solid');
    expect(await styleOf('.segment[data-selected]', 'outlineStyle')).toBe('solid');
    expect(await styleOf('.matrix-table td.is-wrong', 'backgroundImage')).toMatch(/^linear-gradient/);
    const ground = await styleOf('body', 'backgroundColor');
    for (const fill of ['.whisker-range', '.live-live .live-dot']) {
      expect(await styleOf(fill, 'backgroundColor'), fill).not.toBe(ground);
    }
    await page.close();
  });
});

describe('more mistakes than a page lists', () => {
  it('are counted, and the list of a pair says that it holds the latest and where the others are', async () => {
    const { predicted, truth } = await worstPair();
    const page = await withReport(({ pairs }) => {
      const pair = pairs.find((given) => given.predicted === predicted && given.truth === truth);
      if (!pair) throw new Error('the practice month has no such pair');
      const [ticket] = pair.tickets;
      if (!ticket) throw new Error('the pair has no ticket');
      pair.observed = 312;
      pair.split = { model_error: 301, suspected_label_error: 4, overlapping_definitions: 7 };
      pair.tickets = [{ ...ticket, kind: 'model_error' }];
    });
    await page.goto(`${url}/misclassifications/${predicted}/${truth}`);
    await page.getByText('The latest 1 of 312 are listed.').waitFor();
    await page.getByRole('radio', { name: 'All 312' }).waitFor();
    await page.getByRole('radio', { name: / 7$/ }).click();
    await page.getByText('0 of 7 are listed: those among the latest 1 of the pair’s 312 tickets.').waitFor();
    await page.getByText('None of this kind among the latest').waitFor();
    const rest = page.getByRole('link', { name: 'All read tickets of the pair' });
    expect(await rest.getAttribute('href')).toBe(`/tickets?choice=${predicted}&truth=${truth}&wrong=true`);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.close();
  });

  it('are on a phone the worst pairs first, and all on request', async () => {
    let pairs = 0;
    const page = await withReport(
      (report) => {
        const [one = '', other = '', ...truths] = report.categories.map(({ code }) => code);
        const total = { estimate: 2, low: 1, high: 9 };
        report.confusion = truths
          .flatMap((truth) => [one, other].map((predicted) => ({ predicted, truth })))
          .map((pair) => ({ ...pair, routed: total, reviewed: total, observed: 3 }));
        pairs = report.confusion.length;
      },
      { viewport: narrow },
    );
    await page.goto(`${url}/misclassifications`);
    await page.getByText('The 30 worst pairs.').waitFor();
    expect(await page.locator('.pair-link').count()).toBe(30);
    expect(pairs).toBeGreaterThan(30);
    await page.getByRole('button', { name: `Show all ${pairs}` }).click();
    await page.getByRole('button', { name: 'Show fewer' }).waitFor();
    expect(await page.locator('.pair-link').count()).toBe(pairs);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.close();
  });
});
