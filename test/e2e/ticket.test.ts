import type { Page, Request, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { CorrectionRequest } from '../../service/contracts/api-corrections.ts';
import type { DecisionsPage } from '../../service/contracts/api-decisions.ts';
import type { TicketView } from '../../service/contracts/api-tickets.ts';
import { accessibilityViolations, openPage, settled } from './support/browser.ts';
import { narrow, practiceConsole, wide } from './support/practice-console.ts';

const { open, newContext, url, waitingTickets } = practiceConsole();

describe('a correction', () => {
  const feeds = {
    none: (route: Route) => route.abort(),
    // It tells nothing and ends at once; the browser opens it again.
    broken: (route: Route) => route.fulfill({ contentType: 'text/event-stream', body: 'retry: 1000\n\n' }),
  };
  const openAs = async (name: string, path: string, { feed }: { feed?: keyof typeof feeds } = {}) => {
    const context = await newContext();
    if (feed) await context.route('**/v1/events', feeds[feed]);
    await context.addInitScript(`localStorage.setItem('signalbox.user', ${JSON.stringify(name)})`);
    const { page } = await openPage(context);
    await page.goto(`${url}${path}`);
    await settled(page);
    return page;
  };
  const likely = (page: Page, n: number) => page.locator('.quick-choice').nth(n);
  const save = (page: Page) => page.locator('.correct button[type=submit]').click();
  const note = (page: Page) => page.getByLabel('Note, optional');
  const halfWritten = async (page: Page) => [
    await likely(page, 0).getAttribute('aria-pressed'),
    await note(page).inputValue(),
  ];

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

  it('has an id of its own, by which it can be sent once more, also on a page that is not served securely', async () => {
    const [ticketId] = await waitingTickets();
    const page = await openAs('Ana', `/tickets/${ticketId}`);
    await page.evaluate('delete Crypto.prototype.randomUUID');
    const isPosted = (request: Request) => request.method() === 'POST' && request.url().endsWith('/v1/corrections');
    await likely(page, 0).click();
    const [said] = await Promise.all([page.waitForRequest(isPosted), save(page)]);
    await page.locator('.history-person', { hasText: 'Ana' }).waitFor();
    const [back] = await Promise.all([
      page.waitForRequest(isPosted),
      page.getByRole('button', { name: 'Take back' }).first().click(),
    ]);
    const ids = [said, back].map((request) => (request.postDataJSON() as CorrectionRequest).correctionId);
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(ids[0]).not.toBe(ids[1]);
    await page.context().close();
  });

  it('that is overtaken shows what was said meanwhile, and lets one decide again', async () => {
    const [, ticketId] = await waitingTickets();
    // Without the feed of changes Ana learns of it only when she saves.
    const ana = await openAs('Ana', `/tickets/${ticketId}`, { feed: 'none' });
    const tom = await openAs('Tom', `/tickets/${ticketId}`);
    await likely(ana, 0).click();
    await tom.getByRole('button', { name: 'No category' }).click();
    await tom.getByLabel('Note, optional').fill('only a greeting');
    await save(tom);
    await tom.locator('.history-person', { hasText: 'Tom' }).waitFor();
    await save(ana);
    await ana.getByText('Said while you were deciding').waitFor();
    await ana.locator('form.correct:focus').waitFor();
    expect(await ana.locator('.meanwhile').textContent()).toContain('only a greeting');
    await ana.getByRole('button', { name: 'I have read it, keep my choice' }).click();
    await save(ana);
    await ana.locator('.history-person', { hasText: 'Ana' }).waitFor();
    await expect.poll(() => ana.locator('.history-person').count()).toBe(2);
    await ana.context().close();
    await tom.context().close();
  });

  it('of somebody else is seen while one is still deciding', async () => {
    const [, , , ticketId] = await waitingTickets();
    const [ana, tom] = [await openAs('Ana', `/tickets/${ticketId}`), await openAs('Tom', `/tickets/${ticketId}`)];
    await likely(ana, 0).click();
    await ana.locator('.correct button[type=submit]').focus();
    await tom.getByRole('button', { name: 'No category' }).click();
    await save(tom);
    await ana.getByText('Said while you were deciding').waitFor();
    await ana.locator('form.correct:focus').waitFor();
    await ana.getByRole('button', { name: 'Drop my choice' }).click();
    await ana.locator('.correct button[type=submit]:disabled').waitFor();
    await ana.context().close();
    await tom.context().close();
  });

  it('of somebody else is seen after the feed has broken off, too', async () => {
    const [ticketId] = await waitingTickets();
    const ana = await openAs('Ana', `/tickets/${ticketId}`, { feed: 'broken' });
    const tom = await openAs('Tom', `/tickets/${ticketId}`);
    await tom.getByRole('button', { name: 'No category' }).click();
    await save(tom);
    await ana.locator('.history-person', { hasText: 'Tom' }).waitFor();
    await ana.context().close();
    await tom.context().close();
  });

  it('that is half written outlasts a new revision, which is told and shown when asked for', async () => {
    const [ticketId, other] = await waitingTickets();
    const [ana, tom] = [await openAs('Ana', `/tickets/${ticketId}`), await openAs('Tom', `/tickets/${other}`)];
    await likely(ana, 0).click();
    await note(ana).fill('half written');
    const view = (await (await fetch(`${url}/v1/tickets/${ticketId}`)).json()) as TicketView;
    const next = view.decisions.slice(0, 1).map((decision) => ({ ...decision, revision: 2, eventId: 'next' }));
    const revised: TicketView = { ...view, decisions: [...next, ...view.decisions] };
    await ana.route(`**/v1/tickets/${ticketId}`, (route) => route.fulfill({ json: revised }));
    // Whatever changes, all pages ask again.
    await tom.getByRole('button', { name: 'No category' }).click();
    await save(tom);
    const line = ana.getByText('Revision 2 has arrived');
    const revision = ana.getByRole('combobox', { name: 'Revision', exact: true });
    await line.waitFor();
    expect(await revision.inputValue()).toBe('1');
    expect(await halfWritten(ana)).toEqual(['true', 'half written']);
    expect(await accessibilityViolations(ana)).toEqual([]);

    await ana.getByRole('button', { name: 'Show revision 2' }).click();
    await line.waitFor({ state: 'detached' });
    expect(await revision.inputValue()).toBe('2');
    expect(await ana.evaluate('document.activeElement.id')).toBe('main');
    expect(await halfWritten(ana)).toEqual(['false', '']);
    await revision.selectOption('1');
    await expect.poll(() => halfWritten(ana)).toEqual(['true', 'half written']);
    expect(await line.count()).toBe(0);
    await ana.context().close();
    await tom.context().close();
  });

  it('that is half written outlasts a change of the window’s width', async () => {
    const [ticketId] = await waitingTickets();
    const page = await openAs('Ana', `/tickets/${ticketId}`);
    const columns = page.locator('.ticket-columns');
    await likely(page, 0).click();
    await note(page).fill('half written');
    await page.setViewportSize(narrow);
    await columns.waitFor({ state: 'detached' });
    await expect.poll(() => halfWritten(page)).toEqual(['true', 'half written']);
    await page.setViewportSize(wide);
    await columns.waitFor();
    await expect.poll(() => halfWritten(page)).toEqual(['true', 'half written']);
    await save(page);
    await page.locator('.history-person', { hasText: 'half written' }).waitFor();
    await expect.poll(() => halfWritten(page)).toEqual(['false', '']);
    await page.context().close();
  });

  it('that is half written is its author’s alone, and outlasts another page and a reload', async () => {
    const [ticketId] = await waitingTickets();
    const page = await openAs('Ana', `/tickets/${ticketId}`);
    const callOneself = async (name: string) => {
      await page.locator('.account-button').click();
      await page.getByLabel('Your name').fill(name);
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await page.locator('.account-name', { hasText: name }).waitFor();
    };
    await likely(page, 0).click();
    await note(page).fill('half written');
    await page.getByRole('link', { name: '← Tickets' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor();
    await page.goBack();
    await expect.poll(() => halfWritten(page)).toEqual(['true', 'half written']);
    await page.reload();
    await expect.poll(() => halfWritten(page)).toEqual(['true', 'half written']);
    await callOneself('Ben');
    await expect.poll(() => halfWritten(page)).toEqual(['false', '']);
    await callOneself('Ana');
    await expect.poll(() => halfWritten(page)).toEqual(['true', 'half written']);
    await page.context().close();
  });

  it('keeps what is written while it is saved, and the focus on the button meanwhile', async () => {
    const ticketId = (await waitingTickets()).at(-3);
    const page = await openAs('Ana', `/tickets/${ticketId}`);
    let answer = () => {};
    const isAnswered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/v1/corrections', async (route) => {
      await isAnswered;
      await route.continue();
    });
    await likely(page, 0).click();
    await note(page).fill('clear case');
    await page.locator('.correct button[type=submit]').focus();
    await page.keyboard.press('Enter');
    await page.locator('.correct .button-primary:focus', { hasText: 'Saving…' }).waitFor();
    await note(page).fill('clear case, but');
    answer();
    await page.locator('.history-person', { hasText: 'clear case' }).waitFor();
    expect(await halfWritten(page)).toEqual(['true', 'clear case, but']);
    expect(await page.locator('.meanwhile').count()).toBe(0);

    await page.locator('.correct button[type=submit]').focus();
    await page.keyboard.press('Enter');
    await page.locator('.history-person', { hasText: 'clear case, but' }).waitFor();
    expect(await halfWritten(page)).toEqual(['false', '']);
    await page.locator('form.correct:focus').waitFor();
    await page.context().close();
  });

  it('that somebody else has overtaken is said to stand when it is taken back from its toast', async () => {
    const ticketId = (await waitingTickets()).at(-4);
    const ana = await openAs('Ana', `/tickets/${ticketId}`, { feed: 'none' });
    await likely(ana, 0).click();
    await save(ana);
    const saved = ana.locator('.toast', { hasText: 'Saved' });
    await saved.getByRole('button', { name: 'Take back' }).focus();
    const tom = await openAs('Tom', `/tickets/${ticketId}`);
    await tom.getByRole('button', { name: 'No category' }).click();
    await save(tom);
    await tom.locator('.history-person', { hasText: 'Tom' }).waitFor();
    await ana.keyboard.press('Enter');
    await ana
      .locator('.toast-bad', { hasText: `Not taken back: ticket ${ticketId}, Tom has meanwhile said` })
      .waitFor();

    await ana.locator('.account-button').click();
    await ana.getByLabel('Your name').fill('Ben');
    await ana.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await ana.locator('.account-name', { hasText: 'Ben' }).waitFor();
    await ana.locator('.toast').waitFor({ state: 'detached' });
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
    await page.locator('.correct button[type=submit]', { hasText: /^Save .+/ }).waitFor();
    await page.context().close();
  });
});

describe('the facts of a ticket', () => {
  it('have when it was written where its helpdesk says so, before when it was received', async () => {
    const { items } = (await (await fetch(`${url}/v1/decisions?limit=30`)).json()) as DecisionsPage;
    const texts = async (ticketId: string) =>
      ((await (await fetch(`${url}/v1/tickets/${ticketId}`)).json()) as TicketView).texts;
    const written = await Promise.all(items.map(async ({ ticketId }) => (await texts(ticketId))[0]?.writtenAt ?? null));
    for (const isSaid of [true, false]) {
      const at = written.findIndex((time) => (time !== null) === isSaid);
      const { page } = await open(`/tickets/${items[at]?.ticketId}`);
      const names = await page.locator('.facts dt').allTextContents();
      const expected = [...(isSaid ? ['Written'] : []), 'Received', 'Decided'];
      expect(names.filter((name) => ['Written', 'Received', 'Decided'].includes(name))).toEqual(expected);
      const time = page.locator('.facts div', { hasText: 'Written' }).locator('time');
      if (isSaid) expect(await time.getAttribute('datetime')).toBe(written[at]);
      await page.close();
    }
  });
});

describe('a text of a stranger', () => {
  it('runs from right to left where it is so written, and never as markup', async () => {
    const { page } = await open('/tickets/49499');
    await page.getByText('دفعتنا').first().waitFor();
    const directions =
      '[...document.querySelectorAll(".ticket-text p")].map((line) => getComputedStyle(line).direction)';
    expect(await page.evaluate(directions)).toEqual(expect.arrayContaining(['rtl', 'ltr']));
    await page.goto(`${url}/tickets/49498`);
    await page.locator('.ticket-text', { hasText: '<script>alert(1)</script>' }).first().waitFor();
    await page.close();
  });
});

describe('the list of tickets', () => {
  const rows = (page: Page) => page.locator('.data-table tbody tr');
  const words = (page: Page) => page.getByRole('searchbox', { name: 'Words in subject or body' });
  const searchOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

  it('is searched by words, and says what was sought where nothing holds them', async () => {
    const { page, complaints } = await open('/tickets');
    await words(page).fill(' refund TWICE ');
    await page.keyboard.press('Enter');
    await page.waitForURL(/words=refund\+TWICE$/);
    await settled(page);
    await rows(page).first().waitFor();
    const { items } = (await (await fetch(`${url}/v1/decisions?words=refund+twice`)).json()) as DecisionsPage;
    const { texts } = (await (await fetch(`${url}/v1/tickets/${items[0]?.ticketId}`)).json()) as TicketView;
    const text = `${texts[0]?.subject} ${texts[0]?.body}`.toLowerCase();
    expect([text.includes('refund'), text.includes('twice')]).toEqual([true, true]);

    await words(page).fill('?!');
    await page.keyboard.press('Enter');
    expect(await page.locator('#words:invalid').count()).toBe(1);
    expect(searchOf(page)).toEqual({ words: 'refund TWICE' });
    await words(page).fill('refund nobodywritesthis');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.locator('.empty', { hasText: 'refund nobodywritesthis' }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clear' }).click();
    await rows(page).first().waitFor();
    expect([await words(page).inputValue(), searchOf(page)]).toEqual(['', {}]);
    expect(await page.evaluate('document.activeElement.id')).toBe('words');

    await page.goto(`${url}/tickets?outcome=review`);
    await words(page).fill('half a wor');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('button', { name: 'Clear' }).waitFor({ state: 'detached' });
    expect([await words(page).inputValue(), searchOf(page)]).toEqual(['', {}]);
    expect(await page.evaluate('document.activeElement.id')).toBe('words');
    await page.goto(`${url}/tickets?words=%3F`);
    await page.locator('.error', { hasText: 'must have a letter or a digit' }).waitFor();
    expect(complaints.filter((complaint) => !complaint.includes('400'))).toEqual([]);
    await page.close();
  });

  it('is found again behind a ticket as it was left, also when the ticket is loaded anew', async () => {
    const search = { period: '90d', outcome: 'review', labelled: 'true', words: 'card' };
    const { page } = await open(`/tickets?${new URLSearchParams(search)}`);
    await rows(page).first().getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name: /^Ticket \d/ }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: '← Tickets' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor();
    expect(searchOf(page)).toEqual(search);
    await page.close();
  });

  it('has as many corrected tickets as the overview says', async () => {
    const { page } = await open('/?period=90d');
    const step = page.locator('.funnel-corrected');
    const counted = Number((await step.locator('.funnel-count').textContent())?.replaceAll(',', ''));
    await step.getByRole('link', { name: 'Routed, then corrected' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor();
    await settled(page);
    expect(searchOf(page)).toEqual({ period: '90d', corrected: 'true' });
    expect(await page.getByRole('combobox', { name: 'Verdict of people' }).inputValue()).toBe('corrected');
    expect(counted).toBeGreaterThan(0);
    const more = page.getByRole('button', { name: 'Show more' });
    for (let shown = await rows(page).count(); shown < counted; shown = await rows(page).count()) {
      await more.focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => rows(page).count()).toBeGreaterThan(shown);
      await page.locator('.table-more button:focus, .table-scroll:focus').waitFor();
    }
    expect(await rows(page).count()).toBe(counted);
    await page.close();
  });
});
