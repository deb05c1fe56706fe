import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import type { ReviewQueue } from '../../../service/contracts/api-review-queue.ts';
import type { MisclassificationReport } from '../../../service/contracts/misclassification-report.ts';
import { openPage, settled, startBrowser } from './browser.ts';

export const wide = { width: 1280, height: 900 };
export const narrow = { width: 390, height: 844 };

type Look = Parameters<Browser['newPage']>[0];

/** A browser for the tests of a file, and the console over the practice month in it. */
export function practiceConsole() {
  const url = inject('practiceUrl');
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  const ask = async <Answer>(path: string) => (await fetch(`${url}${path}`)).json() as Promise<Answer>;
  return {
    url,
    newPage: (look: Look = { viewport: wide }) => openPage(browser, look),
    newContext: () => browser.newContext({ viewport: wide }),
    async open(path: string, look: Look = { viewport: wide }) {
      const opened = await openPage(browser, look);
      await opened.page.goto(`${url}${path}`);
      await settled(opened.page);
      return opened;
    },
    /** Tickets that were left to people and are not settled yet. */
    async waitingTickets(): Promise<string[]> {
      const { items } = await ask<ReviewQueue>('/v1/review-queue?only=review&limit=20');
      return items.map(({ ticketId }) => ticketId);
    },
    async worstPair(): Promise<{ predicted: string; truth: string }> {
      const { pairs } = await ask<MisclassificationReport>('/v1/reports/misclassification');
      const pair = pairs.find(({ predicted, truth }) => predicted !== null && truth !== null);
      return pair as { predicted: string; truth: string };
    },
  };
}
