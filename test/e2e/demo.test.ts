import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionsPage } from '../../service/contracts/api-decisions.ts';
import type { ReviewQueue } from '../../service/contracts/api-review-queue.ts';
import type { MisclassificationReport } from '../../service/contracts/misclassification-report.ts';
import { until } from '../support/until.ts';
import { accessibilityViolations, openPage, settled, startBrowser } from './support/browser.ts';
import { type DemoConsole, startDemoConsole } from './support/demo-console.ts';

let demo: DemoConsole;
let browser: Browser;
beforeAll(async () => {
  demo = await startDemoConsole(2000);
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

const ask = async <Answer>(path: string): Promise<Answer> => (await fetch(`${demo.url}${path}`)).json() as Answer;
const report = () => ask<MisclassificationReport>('/v1/reports/misclassification');
const viewport = { width: 1280, height: 900 };

async function open(path: string, options: Parameters<Browser['newPage']>[0] = { viewport }) {
  const opened = await openPage(browser, options);
  await opened.page.goto(`${demo.url}${path}`);
  await settled(opened.page);
  return opened;
}

describe('after a demo of 2,000 tickets', () => {
  it('the report counts all of them, with rates from tickets that the simulated helpdesk has read', async () => {
    const { funnel, routedAccuracy } = await report();
    expect(funnel.consumed).toBe(2000);
    expect(funnel.routedByModel + funnel.needsReview).toBe(2000);
    expect(funnel.reviewed).toBeGreaterThan(0);
    expect(routedAccuracy.labelled).toBeGreaterThan(0);
    expect(routedAccuracy.estimate).toBeGreaterThan(0.8);
  });

  it('one walks from the matrix to a ticket, corrects it, and the report changes', async () => {
    const before = await report();
    const { page, complaints } = await open('/misclassifications');
    await page.locator('.matrix-table td.is-wrong a').first().click();
    await page.getByRole('heading', { level: 1, name: /taken for/ }).waitFor();
    await page.locator('.ticket-link').first().click();
    await page.getByRole('heading', { level: 1, name: /^Ticket / }).waitFor();
    await settled(page);
    expect(await page.locator('.ticket-text').first().textContent()).toMatch(/\w/);

    // A ticket that nobody has looked at, so that one more is known afterwards.
    const { items } = await ask<DecisionsPage>('/v1/decisions?outcome=model&labelled=false&limit=1');
    await page.goto(`${demo.url}/tickets/${items[0]?.ticketId}`);
    await settled(page);
    await page.getByRole('button', { name: 'No category' }).click();
    await page.locator('.correct button[type=submit]').click();
    await page.locator('.toast', { hasText: 'Saved' }).waitFor();
    const seen = ({ funnel }: MisclassificationReport) => funnel.corrected.unasked + funnel.corrected.audit;
    await until('the report knows it', async () => seen(await report()) === seen(before) + 1);
    // And so does the page, by itself.
    await page.goto(demo.url);
    await settled(page);
    await page
      .getByText(`${seen(await report())}`, { exact: true })
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('twenty tickets of the review queue are settled by keys alone', async () => {
    const waitingBefore = (await ask<ReviewQueue>('/v1/review-queue?only=review&limit=1')).waiting.review;
    const { page } = await open('/review?only=review&order=oldest');
    const said = () => page.getByRole('status').filter({ hasText: 'settled as' }).textContent();
    let before: string | null = null;
    for (let settledOnes = 0; settledOnes < 20; settledOnes++) {
      await page.keyboard.press(settledOnes % 3 === 0 ? '0' : '1');
      await until('it is said to be settled', async () => (await said()) !== before);
      before = await said();
    }
    await until('all are stored', async () => {
      const { waiting } = await ask<ReviewQueue>('/v1/review-queue?only=review&limit=1');
      return waiting.review === waitingBefore - 20;
    });
    await page.close();
  });

  it.each(['/', '/comparison', '/misclassifications', '/tickets', '/review', '/calibration', '/taxonomy'])(
    '%s has no accessibility violation, wide and narrow',
    async (path) => {
      for (const size of [viewport, { width: 390, height: 844 }]) {
        const { page, complaints } = await open(path, { viewport: size });
        expect(await accessibilityViolations(page as Page), `${size.width}`).toEqual([]);
        expect(complaints).toEqual([]);
        await page.close();
      }
    },
  );

  it('a ticket says why: words that mattered, and the labelled tickets nearest to it', async () => {
    const { items } = await ask<DecisionsPage>('/v1/decisions?outcome=model&limit=1');
    const { page, complaints } = await open(`/tickets/${items[0]?.ticketId}`);
    await page.getByText('Nearest labelled tickets').waitFor();
    await page
      .getByText(/\d+\s% alike/)
      .first()
      .waitFor();
    await page.locator('.ticket-text .word-for').first().waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
