import type { BrowserContext, Page, Route } from 'playwright-core';
import type { CorrectionRequest } from '../../../service/contracts/api-corrections.ts';
import type { QueueStanding, ReviewQueue } from '../../../service/contracts/api-review-queue.ts';
import { settled } from './browser.ts';
import { practiceConsole, wide } from './practice-console.ts';

/** Tests of other files settle tickets of the same month under other names: here one has the queue to oneself. */
export function loneReader() {
  const { url, newPage, newContext } = practiceConsole();
  const leftAlone = async (context: BrowserContext) => {
    await context.route('**/v1/review-queue?*', (route) => fulfil<ReviewQueue>(route, (queue) => queue));
    await context.route('**/v1/review-queue/standing?*', (route) => fulfil<QueueStanding>(route, (known) => known));
    return context;
  };
  const made = async (look: Parameters<typeof newPage>[0] = { viewport: wide }) => {
    const opened = await newPage(look);
    await leftAlone(opened.page.context());
    return opened;
  };
  return {
    url,
    newPage: made,
    newContext: async () => leftAlone(await newContext()),
    async open(path: string, look?: Parameters<typeof newPage>[0]) {
      const opened = await made(look);
      await opened.page.goto(`${url}${path}`);
      await settled(opened.page);
      return opened;
    },
  };
}

/** The answer of the service, changed, and without others at work. */
export async function fulfil<Answer extends { atWork: string[] }>(
  route: Route,
  change: (answer: Answer) => Partial<Answer>,
): Promise<void> {
  try {
    const response = await route.fetch();
    const answer = (await response.json()) as Answer;
    await route.fulfill({ response, json: { ...answer, ...change(answer), atWork: [] } });
  } catch {
    // The page was closed while the answer was on its way. One that is open waits for it, and so does its test.
  }
}

/** The service has taken what was sent, and nothing comes of it. */
export function acknowledge(route: Route): Promise<void> {
  const { correctionId, ticketId } = route.request().postDataJSON() as CorrectionRequest;
  return route.fulfill({ status: 201, json: { correctionId, ticketId } });
}

/** The list is what `change` makes of the real one, and so many wait. */
export async function serveQueue(
  page: Page,
  change: (items: ReviewQueue['items']) => ReviewQueue['items'],
  waiting?: () => number,
): Promise<void> {
  const counted = () => (waiting ? { waiting: { audit: 0, review: waiting() } } : {});
  await page.route('**/v1/review-queue?*', (route) =>
    fulfil<ReviewQueue>(route, ({ items }) => ({ items: change(items), ...counted() })),
  );
  await page.route('**/v1/review-queue/standing?*', (route) => fulfil<QueueStanding>(route, counted));
}
