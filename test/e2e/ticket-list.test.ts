import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { DecisionsPage } from '../../service/contracts/api-decisions.ts';
import type { TicketView } from '../../service/contracts/api-tickets.ts';
import { accessibilityViolations, settled } from './support/browser.ts';
import { narrow, practiceConsole } from './support/practice-console.ts';

const { open, newPage, url, waitingTickets, worstPair } = practiceConsole();

const rows = (page: Page) => page.locator('.data-table tbody tr');
const ticketPage = (page: Page, ticketId: string) =>
  page.getByRole('heading', { level: 1, name: `Ticket ${ticketId}`, exact: true }).waitFor();
const listed = async (query: string) =>
  ((await (await fetch(`${url}/v1/decisions?${query}`)).json()) as DecisionsPage).items;
const isFitting = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');

describe('a list of tickets', () => {
  it('tells each by its subject or its first words, and has the id of all', async () => {
    const { page, complaints } = await open('/tickets');
    const items = (await listed('limit=50')).slice(0, 50);
    const unnamed = items.find(({ subject }) => !subject);
    const named = items.find(({ subject }) => subject);
    expect(unnamed?.excerpt).toBeTruthy();
    for (const item of [unnamed, named]) {
      const row = rows(page).filter({ has: page.getByText(item?.ticketId ?? '', { exact: true }) });
      const words = (item?.subject || item?.excerpt || '').slice(0, 20);
      expect(await row.getByRole('link').textContent()).toContain(words);
    }
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('that was searched shows the words that were found, and offers a ticket whose id was typed', async () => {
    const { page } = await open('/tickets?words=refund');
    const marks = rows(page).first().locator('mark');
    expect((await marks.first().textContent())?.toLowerCase()).toMatch(/^refund/);
    expect(await accessibilityViolations(page)).toEqual([]);
    const [ticketId = ''] = await waitingTickets();
    const words = page.getByRole('searchbox', { name: 'Words in subject or body' });
    await words.fill(ticketId);
    await words.press('Enter');
    await page.locator('.empty').getByRole('link', { name: ticketId }).click();
    await ticketPage(page, ticketId);
    await page.close();
  });

  it('has its filters in one row on a small laptop, and shows no more digits than fit', async () => {
    const { page } = await open('/tickets');
    const filters = await page.locator('.ticket-filters select').all();
    const tops = await Promise.all(filters.map(async (filter) => (await filter.boundingBox())?.y));
    expect([filters.length, new Set(tops).size]).toEqual([5, 1]);
    for (const text of await page.locator('.confidence-number').allTextContents()) expect(text).toMatch(/\.\d\s%$/);
    await page.close();
  });

  it('fits a narrow phone, with what people say of it', async () => {
    const { page } = await open('/tickets?wrong=true&period=90d', { viewport: { width: 360, height: 740 } });
    await rows(page).first().getByText('people say').waitFor();
    const spare = '(({ clientWidth, scrollWidth }) => clientWidth - scrollWidth)';
    expect(await page.evaluate(`${spare}(document.querySelector('.table-scroll'))`)).toBe(0);
    expect(await isFitting(page)).toBe(true);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.close();
  });

  it('is worked through from ticket to ticket, and is then where it was left', async () => {
    const { page } = await open('/tickets?wrong=true&period=90d');
    const items = await listed(`wrong=true&from=${new Date(Date.now() - 90 * 86_400_000).toISOString()}&limit=50`);
    const tickets = [...new Set(items.map(({ ticketId }) => ticketId))];
    const [before, first, second, third] = tickets.slice(9, 13) as [string, string, string, string];
    const link = rows(page)
      .filter({ has: page.getByText(first, { exact: true }) })
      .getByRole('link');
    await link.click();
    await ticketPage(page, first);
    const steps = page.getByRole('navigation', { name: 'In the list' });
    await steps.getByRole('link', { name: 'Previous' }).click();
    await ticketPage(page, before);
    await steps.getByRole('link', { name: 'Next' }).click();
    await ticketPage(page, first);

    // Once it is said that the machine was right, it is wrong no more, and the next one is still found.
    const [decision] = ((await (await fetch(`${url}/v1/tickets/${first}`)).json()) as TicketView).decisions;
    await page.locator('.quick-choice', { hasText: decision?.choice ?? 'No category' }).click();
    await page.getByRole('button', { name: 'Save and next' }).click();
    await ticketPage(page, second);
    await page.locator('.toast', { hasText: `Saved: ticket ${first}, ${decision?.choice ?? 'No category'}` }).waitFor();
    await steps.getByRole('link', { name: 'Next' }).click();
    await ticketPage(page, third);
    await page.goto(`${url}/tickets/${first}?back=${encodeURIComponent('/tickets?wrong=true&period=90d')}`);
    await steps.getByRole('link', { name: 'Next' }).click();
    await ticketPage(page, second);
    await page.close();
  });

  it('is scrolled as it was when one comes back by its link', async () => {
    const { page } = await open('/tickets');
    await page.getByRole('button', { name: 'Show more' }).click();
    const row = rows(page).nth(70);
    const ticketId = (await row.locator('.ticket-entry-id').textContent()) ?? '';
    await row.scrollIntoViewIfNeeded();
    const scrolled = await page.evaluate('window.scrollY');
    expect(scrolled).toBeGreaterThan(500);
    await row.getByRole('link').click();
    await ticketPage(page, ticketId);
    await page.getByRole('link', { name: '← Tickets' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor();
    await expect.poll(() => page.evaluate('window.scrollY')).toBe(scrolled);
    expect(await rows(page).count()).toBeGreaterThan(70);
    await page.close();
  });
});

describe('a ticket’s page', () => {
  it('leads back to the page from which it was opened', async () => {
    const { page } = await open('/review?only=review&order=oldest');
    await page.waitForURL(/event=/);
    const queue = page.url();
    await page.keyboard.press('o');
    await page.getByRole('link', { name: '← Review queue' }).click();
    await page.waitForURL(queue);

    const { predicted, truth } = await worstPair();
    await page.goto(`${url}/misclassifications/${predicted}/${truth}`);
    await rows(page).first().locator('.ticket-link').click();
    await page.getByRole('link', { name: `← ${truth} taken for ${predicted}` }).click();
    await page.waitForURL(`${url}/misclassifications/${predicted}/${truth}`);
    await page.close();
  });

  it('says when the revision that is asked for is not there, and when the ticket came', async () => {
    const [ticketId = ''] = await waitingTickets();
    const { page } = await open(`/tickets/${ticketId}?revision=7`);
    await page.getByText('Revision 7 is not among those that are kept; this is revision 1.').waitFor();
    await page.locator('.facts > div', { hasText: 'Received' }).locator('time').waitFor();
    await page.close();
  });

  it('when no text is kept, then it asks for no explanation and says why nothing lies near', async () => {
    const [ticketId = ''] = await waitingTickets();
    const { page } = await newPage();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/explanation')) asked.push(request.url());
    });
    await page.route(`**/v1/tickets/${ticketId}`, async (route) => {
      const response = await route.fetch();
      const view = (await response.json()) as TicketView;
      await route.fulfill({ response, json: { ...view, texts: [], textCount: 0 } });
    });
    await page.goto(`${url}/tickets/${ticketId}`);
    await settled(page);
    await page.getByText('There is no text here to compare them with.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(asked).toEqual([]);
    await page.close();
  });

  it('is as wide as its window, however long a word of the subject', async () => {
    const [ticketId = ''] = await waitingTickets();
    const subject = 'x'.repeat(400);
    const { page } = await newPage({ viewport: narrow });
    const tableWidth = () => page.evaluate('document.querySelector(".table-scroll").scrollWidth');
    await page.route(`**/v1/tickets/${ticketId}`, async (route) => {
      const response = await route.fetch();
      const view = (await response.json()) as TicketView;
      const texts = view.texts.map((text) => ({ ...text, subject }));
      await route.fulfill({ response, json: { ...view, texts } });
    });
    await page.goto(`${url}/tickets`);
    await rows(page).first().waitFor();
    const usual = await tableWidth();
    await page.route('**/v1/decisions?*', async (route) => {
      const response = await route.fetch();
      const given = (await response.json()) as DecisionsPage;
      await route.fulfill({ response, json: { ...given, items: given.items.map((item) => ({ ...item, subject })) } });
    });
    await page.goto(`${url}/tickets/${ticketId}`);
    await settled(page);
    expect(await isFitting(page)).toBe(true);
    await page.goto(`${url}/tickets`);
    await rows(page).filter({ hasText: subject }).first().waitFor();
    expect(await tableWidth()).toBe(usual);
    await page.close();
  });

  it('takes by Enter the only category that fits, or the one whose code was typed, and else says what to do', async () => {
    const [, ticketId = ''] = await waitingTickets();
    const { page } = await open(`/tickets/${ticketId}`);
    const box = page.getByRole('combobox', { name: 'Any category' });
    const save = (code: string) => page.locator('.correct button[type=submit]', { hasText: `Save ${code}` }).waitFor();
    await box.fill('late stl');
    await page.getByRole('option', { name: /STL-LATE/ }).waitFor();
    await box.press('Enter');
    await save('STL-LATE');
    await box.fill('trm-hard');
    await box.press('Enter');
    await save('TRM-HARD');
    await box.fill('no such thing');
    await page.getByText('No category has all of these words').waitFor();
    await box.press('Enter');
    expect(await box.inputValue()).toBe('no such thing');
    await box.fill('settlement');
    await page.getByText('match; Enter takes the marked one').waitFor();
    const first = await page.getByRole('option').first().locator('code').textContent();
    await box.press('Enter');
    await page.locator('[role=combobox][aria-activedescendant]').waitFor();
    await box.press('Enter');
    await save(first ?? '');
    await page.close();
  });

  it('marks among the likely categories what a person has said', async () => {
    const [read] = await listed('labelled=true&outcome=model&wrong=true&limit=1');
    const { page } = await open(`/tickets/${read?.ticketId}`);
    const marked = page.locator('.quick-choice', { hasText: 'said by' });
    expect(await marked.textContent()).toContain(read?.category ?? 'No category');
    expect(await page.locator('.quick-choice').count()).toBeGreaterThan(3);
    await page.close();
  });
});
