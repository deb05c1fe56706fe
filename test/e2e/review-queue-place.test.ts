import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { DecisionsPage } from '../../service/contracts/api-decisions.ts';
import type { QueueItem, QueueStanding, ReviewQueue } from '../../service/contracts/api-review-queue.ts';
import type { TicketView } from '../../service/contracts/api-tickets.ts';
import { accessibilityViolations, settled } from './support/browser.ts';
import { fulfil, loneReader, serveQueue } from './support/lone-reader.ts';

const { open, newPage, url } = loneReader();

const ask = async <Answer>(path: string) => (await fetch(`${url}${path}`)).json() as Promise<Answer>;
const waiting = async (only: QueueItem['occasion']) =>
  (await ask<ReviewQueue>(`/v1/review-queue?only=${only}&order=oldest`)).items as [QueueItem, ...QueueItem[]];
const linkTo = ({ ticketId, eventId }: Pick<QueueItem, 'ticketId' | 'eventId'>, only = 'review') =>
  `/review?${new URLSearchParams({ only, order: 'oldest', ticket: ticketId, event: eventId })}`;
const place = (page: Page) => page.locator('.verdict-moves .muted');
const eventIn = (page: Page) => new URL(page.url()).searchParams.get('event');

/** Opens a page whose queue is what `change` makes of the real one. */
async function openWith(change: (items: QueueItem[]) => QueueItem[], path: string) {
  const opened = await newPage();
  await serveQueue(opened.page, change);
  await opened.page.goto(`${url}${path}`);
  await settled(opened.page);
  return opened;
}

describe('a place in the review queue', () => {
  it('is a decision: two revisions of a ticket have a link each, and are told apart', async () => {
    const [item] = await waiting('review');
    const second = { ...item, eventId: 'second-telling', revision: 2, subject: 'Told once more' };
    const { page, complaints } = await openWith((items) => {
      const at = items.findIndex(({ eventId }) => eventId === item.eventId);
      return items.toSpliced(at + 1, 0, second);
    }, '/review?only=review&order=oldest');
    await expect.poll(() => eventIn(page)).toBe(item.eventId);
    await page.locator('.verdict-facts', { hasText: 'Revision 1' }).waitFor();
    await page.keyboard.press('j');
    await expect.poll(() => eventIn(page)).toBe(second.eventId);
    await page.reload();
    const heading = page.getByRole('heading', { level: 2, name: 'Told once more' });
    await heading.waitFor();
    await page.locator('.verdict-facts', { hasText: 'Revision 2' }).waitFor();
    await page.locator('.queue-item[aria-current]', { hasText: 'rev. 2' }).waitFor();
    const href = await page.getByRole('link', { name: 'Ticket’s page' }).getAttribute('href');
    expect(href).toMatch(`/tickets/${item.ticketId}?revision=2&back=%2Freview`);

    // Links of earlier releases: the newest revision that waits.
    await page.goto(`${url}/review?only=review&order=oldest&ticket=${item.ticketId}`);
    await heading.waitFor();
    await page.goto(`${url}${linkTo(item)}`);
    await page.locator('.verdict-facts', { hasText: 'Revision 1' }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is not taken by another ticket when the list does not have it', async () => {
    const settledOnes = await ask<DecisionsPage>('/v1/decisions?outcome=review&labelled=true&limit=1');
    const [read] = settledOnes.items as [QueueItem];
    const { page, complaints } = await open(linkTo(read));
    const posted: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posted.push(request.url());
    });
    await page.getByRole('heading', { level: 2, name: `Ticket ${read.ticketId} is not in this list` }).waitFor();
    await page.getByText('It is settled: a person has said').waitFor();
    const link = page.getByRole('link', { name: 'Ticket’s page' });
    expect(await link.getAttribute('href')).toMatch(`/tickets/${read.ticketId}?revision=1&back=%2Freview`);
    expect(await page.locator('.queue-item[aria-current]').count()).toBe(0);
    expect(await accessibilityViolations(page)).toEqual([]);
    for (const key of ['1', '0']) await page.keyboard.press(key);
    expect(await page.locator('.verdict').count()).toBe(0);
    await page.keyboard.press('j');
    await place(page).getByText('1 of').waitFor();
    await page.getByText('0 settled in this sitting').waitFor();
    expect(posted).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says of one of the other kind where it is, and tells nothing of an audit before it is read', async () => {
    const [drawn] = await waiting('audit');
    const period = { from: '2026-11-01', to: '2026-11-20' };
    const { page } = await open(`${linkTo(drawn)}&${new URLSearchParams(period)}`);
    await page.getByText('of the kind that is not shown now').waitFor();
    expect(await page.getByRole('link', { name: 'Ticket’s page' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Look among the audits' }).click();
    await page.locator('.verdict').getByText('Random audit sample').waitFor();
    await page.locator('#main:focus').waitFor();
    const { searchParams } = new URL(page.url());
    const { ticketId: ticket, eventId: event } = drawn;
    expect(Object.fromEntries(searchParams)).toEqual({ only: 'audit', order: 'oldest', ...period, ticket, event });
    await page.close();
  });

  it('has no way to a ticket’s page while it is not known whether that would tell of an audit', async () => {
    const { page } = await newPage();
    await page.route('**/v1/tickets/*', (route) =>
      route.fulfill({ status: 500, json: { title: 'The store is away' } }),
    );
    await page.goto(`${url}${linkTo({ ticketId: 'T-asked', eventId: 'asked' })}`);
    await page.getByText('It may be settled meanwhile').waitFor();
    await page.keyboard.press('o');
    expect(await page.getByRole('link', { name: 'Ticket’s page' }).count()).toBe(0);
    await page.keyboard.press('j');
    await place(page).getByText('1 of').waitFor();
    await page.close();
  });

  it('is not asked for when its reader is on the way to another page', async () => {
    const { page } = await newPage();
    const gates = ['**/v1/review-queue?*', '**/assets/taxonomy-page-*.js'].map(async (path) => {
      let open = () => {};
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      await page.route(path, async (route) => {
        await gate;
        await route.continue();
      });
      return () => open();
    });
    const [openQueue, openChunk] = (await Promise.all(gates)) as [() => void, () => void];
    await page.goto(`${url}/review?only=review&order=oldest`);
    await page.getByRole('heading', { level: 1, name: 'Review queue' }).waitFor();
    await page.getByRole('link', { name: 'Taxonomy' }).click();
    await page.locator('#main[aria-busy=true]').waitFor();
    openQueue();
    await page.locator('.verdict').waitFor();
    openChunk();
    await page.getByRole('heading', { level: 1, name: 'Taxonomy' }).waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await page.close();
  });

  it('is in a list of what waits now once one goes on under another name', async () => {
    const { page } = await open('/review?only=review&order=oldest');
    await page.waitForURL(/event=/);
    const event = eventIn(page);
    await page.keyboard.press('1');
    await page.locator('.queue-verdict', { hasText: '✓' }).waitFor();
    await place(page).getByText('2 of').waitFor();
    const answered = page.waitForResponse('**/v1/review-queue?*');
    await page.getByRole('button', { name: /account and display/ }).click();
    await page.getByLabel('Your name').fill('Eva');
    await page.getByRole('button', { name: 'Save' }).click();
    const { items } = (await (await answered).json()) as ReviewQueue;
    expect(items.map(({ eventId }) => eventId)).not.toContain(event);
    await place(page).getByText('1 of').waitFor();
    expect(await page.locator('.queue-verdict').count()).toBe(0);
    await page.getByText('0 settled in this sitting').waitFor();
    await page.close();
  });

  it('is in the list of a ticket that waits behind those that are loaded', async () => {
    const [first] = await waiting('review');
    const { page, complaints } = await openWith(
      (items) => (items.length > 1 ? items.filter(({ eventId }) => eventId !== first.eventId) : items),
      linkTo(first),
    );
    await page.locator('.verdict').waitFor();
    await page.locator('.queue-item[aria-current]').waitFor();
    expect(await page.getByText('is not in this list').count()).toBe(0);
    expect(eventIn(page)).toBe(first.eventId);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('skips none of those that wait when one that stands further down has been asked for by itself', async () => {
    const all = (await waiting('review')) as QueueItem[];
    const far = all.at(-1) as QueueItem;
    const { page } = await newPage();
    const skipped: string[] = [];
    await page.route('**/v1/review-queue?*', async (route) => {
      const { searchParams } = new URL(route.request().url());
      const skip = searchParams.get('skip');
      if (skip !== null) skipped.push(skip);
      await fulfil<ReviewQueue>(route, ({ items }) => ({
        items: skip !== null ? [] : searchParams.has('event') ? items : items.slice(0, 15),
        waiting: { audit: 0, review: 40 },
      }));
    });
    await page.route('**/v1/review-queue/standing?*', (route) =>
      fulfil<QueueStanding>(route, () => ({ waiting: { audit: 0, review: 40 } })),
    );
    await page.goto(`${url}${linkTo(far)}`);
    await place(page).getByText('16 of 16').waitFor();
    await expect.poll(() => skipped).toEqual(['15']);
    await page.close();
  });

  it('says of one that has just been settled that it does not wait any more, and then how', async () => {
    const [first] = await waiting('review');
    const { page } = await newPage();
    await serveQueue(page, (items) => items.filter(({ eventId }) => eventId !== first.eventId));
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let asked = 0;
    await page.route('**/v1/tickets/*', async (route) => {
      asked += 1;
      if (asked === 1) return route.continue();
      await gate;
      const response = await route.fetch();
      const ticket = (await response.json()) as TicketView;
      const decisions = ticket.decisions.map((decision) => ({ ...decision, labelBasis: 'review' as const }));
      await route.fulfill({ response, json: { ...ticket, decisions } });
    });
    await page.goto(`${url}${linkTo(first)}`);
    await page.getByText('It does not wait any more').waitFor();
    goOn();
    await page.getByText('It is settled: a person has said').waitFor();
    await page.close();
  });

  it('says of one that cannot be asked for that it waits, and of a strange one that nothing is known', async () => {
    const [first] = await waiting('review');
    const { page } = await newPage();
    await serveQueue(page, (items) => items.filter(({ eventId }) => eventId !== first.eventId));
    await page.route(/review-queue\?.*event=/, (route) =>
      route.fulfill({ status: 500, json: { title: 'The store is away' } }),
    );
    await page.goto(`${url}${linkTo(first)}`);
    await page.getByText('It waits, but further down').waitFor();
    await page.getByRole('link', { name: 'Ticket’s page' }).waitFor();
    await page.goto(`${url}${linkTo({ ticketId: 'T-nobody-knows', eventId: 'nothing' })}`);
    await page.getByText('Signalbox knows nothing of it').waitFor();
    await page.close();
  });

  it('and a note that is half written are there again after a look at the ticket’s page, and after a reload', async () => {
    const { page } = await open('/review?only=review&order=oldest');
    const note = page.getByLabel('Note, optional');
    await page.keyboard.press('j');
    await place(page).getByText('2 of').waitFor();
    const event = eventIn(page);
    await page.keyboard.press('n');
    await page.keyboard.type('A long story.');
    await page.keyboard.press('Escape');
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: /^Ticket / }).waitFor();
    await page.goBack();
    await expect.poll(() => note.inputValue()).toBe('A long story.');
    expect(eventIn(page)).toBe(event);
    await page.reload();
    await expect.poll(() => note.inputValue()).toBe('A long story.');
    await page.close();
  });

  it('has nobody else’s notes', async () => {
    const { page } = await open('/review?only=review&order=oldest');
    const note = page.getByLabel('Note, optional');
    const goAs = async (name: string) => {
      await page.getByRole('button', { name: /account and display/ }).click();
      await page.getByLabel('Your name').fill(name);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('button', { name: new RegExp(`${name}.*account and display`) }).waitFor();
    };
    await goAs('Ana');
    await note.fill('A long story.');
    await goAs('Ben');
    await expect.poll(() => note.inputValue()).toBe('');
    await note.fill('Short.');
    await goAs('Ana');
    await expect.poll(() => note.inputValue()).toBe('A long story.');
    await page.close();
  });

  it('is given up by a ticket that was settled on its own page meanwhile', async () => {
    const { page } = await open('/review?only=review&order=oldest');
    await page.keyboard.press('o');
    await page.locator('.correct .quick-choice').first().click();
    await page.locator('.correct button[type=submit]').click();
    await page.locator('.toast', { hasText: 'Saved' }).waitFor();
    await page.goBack();
    await page.getByText('It is settled: a person has said').waitFor();
    await page.close();
  });

  it('is seen in the list, however far one goes by keys', async () => {
    const { page } = await open('/review?only=review&order=oldest');
    const steps = (await page.locator('.queue-item').count()) - 1;
    for (let n = 0; n < steps; n++) await page.keyboard.press('j');
    await place(page)
      .getByText(`${steps + 1} of`)
      .waitFor();
    const isSeen = () =>
      page.evaluate(`(() => {
        const [list, item] = ['.queue-list', '.queue-item[aria-current]'].map((name) => document.querySelector(name).getBoundingClientRect());
        return item.top >= list.top - 1 && item.bottom <= list.bottom + 1;
      })()`);
    await expect.poll(isSeen).toBe(true);
    await page.close();
  });
});
