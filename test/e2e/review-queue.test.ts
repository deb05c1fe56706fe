import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { CorrectionRequest } from '../../service/contracts/api-corrections.ts';
import type { QueueStanding, ReviewQueue } from '../../service/contracts/api-review-queue.ts';
import { openPage, settled } from './support/browser.ts';
import { acknowledge, fulfil, loneReader, serveQueue } from './support/lone-reader.ts';

const { open, newPage, newContext, url } = loneReader();

const refused = { title: 'No such category', code: 'CATEGORY_UNKNOWN' };

/** As when another tab is looked at in between. */
async function lookElsewhereAndBack(page: Page): Promise<void> {
  for (const state of ['hidden', 'visible'])
    await page.evaluate(
      `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
       document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));`,
    );
}

/** The list is that of the first so many tickets, and no verdict takes one from it. */
async function serveFirst(page: Page, count: () => number): Promise<void> {
  await page.route('**/v1/corrections', acknowledge);
  await serveQueue(page, (items) => items.slice(0, count()), count);
}

describe('the review queue', () => {
  it('is worked through by keys alone, and a verdict can be taken back', async () => {
    const { page } = await open('/review?only=review&order=oldest');
    const current = () => page.locator('.queue-item[aria-current]').textContent();
    const first = await current();
    await page.keyboard.press('1');
    await page.locator('.queue-verdict').first().waitFor();
    await expect.poll(current).not.toBe(first);
    const place = page.locator('.verdict-moves .muted');
    await place.getByText('2 of').waitFor();
    await page.keyboard.press('j');
    await place.getByText('3 of').waitFor();
    await page.keyboard.press('k');
    await place.getByText('2 of').waitFor();
    await page.keyboard.press('/');
    await page.locator('[role=combobox]:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('h2').first().focus();
    await page.keyboard.press('z');
    await page.getByRole('status').filter({ hasText: 'taken back' }).waitFor();
    await expect.poll(current).toBe(first);
    await page.locator('.queue-verdict').waitFor({ state: 'detached' });
    await page.close();
  });

  it('settles by Enter in the search, and not by Tab on an option that is only marked', async () => {
    const { page } = await open('/review?only=review&order=oldest');
    const posted: unknown[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/corrections')) posted.push(request.postDataJSON());
    });
    const note = page.getByLabel('Note, optional');
    const options = page.getByRole('listbox').getByRole('option');
    const markOption = async (mark: () => Promise<void>) => {
      await page.locator('h2').first().focus();
      await page.keyboard.press('/');
      await options.first().waitFor();
      await mark();
      await page.locator('[role=combobox][aria-activedescendant]').waitFor();
    };
    const byArrow = () => page.keyboard.press('ArrowDown');
    const byMouse = async () => {
      // The first that it meets after a key is not marked yet.
      for (const n of [0, 1]) await options.nth(n).hover();
    };
    for (const mark of [byArrow, byMouse]) {
      await markOption(mark);
      await page.keyboard.press('Tab');
      await page.keyboard.type('1 0 jz');
      expect(await note.inputValue()).toBe('1 0 jz');
      await page.getByRole('listbox').waitFor({ state: 'detached' });
      expect(await page.locator('.verdict-moves .muted').textContent()).toMatch(/^1 of/);
      await note.fill('');
    }
    await page.getByText('0 settled in this sitting').waitFor();
    expect(posted).toEqual([]);

    await markOption(byArrow);
    await page.keyboard.press('Enter');
    await page.getByText('1 settled in this sitting').waitFor();
    await expect.poll(() => posted.length).toBe(1);
    await page.locator('h2:focus').waitFor();
    await page.keyboard.press('z');
    await page.getByText('0 settled in this sitting').waitFor();
    await expect.poll(() => posted.length).toBe(2);
    await page.close();
  });

  it('settles by Enter as the category whose code was typed, and no key after it is typed into the search', async () => {
    const { page } = await open('/review?only=review&order=oldest');
    const posted: CorrectionRequest[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/corrections')) posted.push(request.postDataJSON());
    });
    await page.keyboard.press('/');
    await page.locator('[role=combobox]:focus').waitFor();
    await page.keyboard.type('TRM-HARD');
    await page.keyboard.press('Enter');
    await expect.poll(() => posted.map(({ category }) => category)).toEqual(['TRM-HARD']);
    await page.locator('h2:focus').waitFor();
    await page.keyboard.press('z');
    await expect.poll(() => posted.length).toBe(2);
    expect(await page.getByRole('combobox', { name: 'Any other category' }).inputValue()).toBe('');
    await page.close();
  });

  it('is left from the search by a second Esc, and every key works again', async () => {
    const { page } = await open('/review?only=review&order=oldest');
    const place = page.locator('.verdict-moves .muted');
    await page.keyboard.press('/');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await page.locator('[role=combobox]:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('h2:focus').waitFor();
    await page.keyboard.press('j');
    await place.getByText('2 of').waitFor();

    // Where nothing fits there is no list to close.
    await page.keyboard.press('/');
    await page.keyboard.type('no such category');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.locator('h2:focus').waitFor();
    await page.keyboard.press('k');
    await place.getByText('1 of').waitFor();
    expect(await page.getByRole('combobox', { name: 'Any other category' }).inputValue()).toBe('');
    await page.close();
  });

  it('scrolls a long text by arrows, Page Up, Page Down and Space, wherever the focus is', async () => {
    const { page } = await newPage();
    await serveQueue(page, (items) => items.map((item) => ({ ...item, body: 'Yet another line.\n'.repeat(200) })));
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    const place = page.locator('.verdict-moves .muted');
    const scrolled = () => page.evaluate('document.querySelector(".verdict-text").scrollTop');
    const isPageStill = () => page.evaluate('scrollY === 0');
    for (const start of ['.verdict h2', '.verdict-text']) {
      for (const [down, up] of [
        ['ArrowDown', 'ArrowUp'],
        ['PageDown', 'PageUp'],
        ['Space', 'Shift+Space'],
      ] as const) {
        await page.locator(start).focus();
        await page.keyboard.press(down);
        await expect.poll(scrolled).toBeGreaterThan(0);
        await page.keyboard.press(up);
        await expect.poll(scrolled).toBe(0);
        expect(await isPageStill()).toBe(true);
      }
    }
    expect(await place.textContent()).toMatch(/^1 of/);
    // A button is pressed by Space.
    await page.getByRole('button', { name: 'Next ticket' }).focus();
    await page.keyboard.press('Space');
    await place.getByText('2 of').waitFor();
    await page.keyboard.press('ArrowRight');
    await place.getByText('3 of').waitFor();
    await page.close();
  });

  it('keeps a note that is being written while one looks at other tickets, and when its verdict is taken back', async () => {
    const { page } = await open('/review?only=review&order=oldest');
    const note = page.getByLabel('Note, optional');
    const place = page.locator('.verdict-moves .muted');
    await page.keyboard.press('n');
    await page.keyboard.type('A long story.');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await place.getByText('2 of').waitFor();
    expect(await note.inputValue()).toBe('');
    await page.keyboard.press('k');
    await place.getByText('1 of').waitFor();
    expect(await note.inputValue()).toBe('A long story.');

    const saved = page.waitForRequest('**/v1/corrections');
    await page.keyboard.press('1');
    expect((await saved).postDataJSON()).toMatchObject({ note: 'A long story.' });
    await place.getByText('2 of').waitFor();
    expect(await note.inputValue()).toBe('');
    await page.keyboard.press('z');
    await page.getByRole('status').filter({ hasText: 'taken back' }).waitFor();
    await place.getByText('1 of').waitFor();
    expect(await note.inputValue()).toBe('A long story.');

    // Another order begins a new sitting.
    await page.getByLabel('Order', { exact: true }).selectOption('representativeness');
    await expect.poll(() => page.url()).toContain('order=representativeness');
    await page.getByLabel('Order', { exact: true }).selectOption('oldest');
    await place.getByText('1 of').waitFor();
    await expect.poll(() => note.inputValue()).toBe('A long story.');
    await page.close();
  });

  it('keeps the note of a verdict that was refused, to decide again with it', async () => {
    const { page } = await newPage();
    await page.route('**/v1/corrections', (route) =>
      route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(refused) }),
    );
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    const note = page.getByLabel('Note, optional');
    const place = page.locator('.verdict-moves .muted');
    await note.fill('A long story.');
    await note.press('Escape');
    await page.keyboard.press('1');
    await place.getByText('2 of').waitFor();
    await page.getByText('1 verdict refused').waitFor();
    await page.keyboard.press('l');
    await page.getByRole('button', { name: 'Drop it and decide again' }).click();
    await page.getByText('0 settled in this sitting').waitFor();
    await place.getByText('1 of').waitFor();
    await page.locator('.verdict h2:focus').waitFor();
    expect(await note.inputValue()).toBe('A long story.');
    await page.close();
  });

  it('says of a take-back that is refused that the verdict stands, and the focus is on the ticket after each answer', async () => {
    const { page } = await newPage();
    await page.route('**/v1/corrections', (route) => {
      if (route.request().postDataJSON().retracts === undefined) return acknowledge(route);
      const problem = { title: 'Somebody was faster', code: 'CORRECTION_STALE' };
      return route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(problem) });
    });
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    await page.keyboard.press('1');
    await page.locator('.queue-verdict', { hasText: '✓' }).waitFor();
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.click();
    await page.getByText('1 verdict not taken back').waitFor();
    await page.locator('.verdict h2:focus').waitFor();
    await page.getByRole('button', { name: 'Look', exact: true }).click();
    await page.getByText('is not taken back: somebody else has said something since').waitFor();
    await page.getByRole('button', { name: 'Leave it so' }).click();
    await page.getByText('1 settled in this sitting').waitFor();
    await page.locator('.verdict h2:focus').waitFor();
    await page.close();
  });

  it('goes on with what is new, by keys, when the list has been worked through', async () => {
    const { page } = await newPage();
    let length = 1;
    await serveFirst(page, () => length);
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    await page.keyboard.press('1');
    await page.getByRole('status').filter({ hasText: 'It was the last of this list' }).waitFor();
    await page.locator('.verdict h2:focus').waitFor();
    const more = page.getByRole('button', { name: 'Look for more' });
    await more.click();
    await page.getByRole('status').filter({ hasText: 'Nothing new waits' }).waitFor();
    length = 2;
    await more.click();
    await page.locator('.verdict-moves .muted').getByText('2 of 2').waitFor();
    await page.locator('.verdict h2:focus').waitFor();
    await page.close();
  });

  it('sends a verdict although the browser’s store is full', async () => {
    const { page } = await newPage();
    await page.addInitScript(
      `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }`,
    );
    let isRefused = false;
    const refusal = { status: 422, contentType: 'application/problem+json', body: JSON.stringify(refused) };
    await page.route('**/v1/corrections', (route) => (isRefused ? route.fulfill(refusal) : acknowledge(route)));
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    await page.getByLabel('Note, optional').fill('A long story.');
    await page.locator('.verdict h2').focus();
    const saved = page.waitForRequest('**/v1/corrections');
    await page.keyboard.press('1');
    expect((await saved).postDataJSON()).toMatchObject({ note: 'A long story.' });
    await page.locator('.queue-verdict', { hasText: '✓' }).waitFor();
    isRefused = true;
    await page.keyboard.press('1');
    // What was never kept is not taken for dropped in another tab.
    await page.getByRole('button', { name: 'Look', exact: true }).click();
    await page.getByRole('button', { name: 'Drop it and decide again' }).waitFor();
    await page.getByText('2 settled in this sitting').waitFor();
    await page.close();
  });

  it('goes on, and tells what is not kept, although the browser’s store is full', async () => {
    const { page, complaints } = await newPage();
    await page.addInitScript(
      `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }`,
    );
    await page.route('**/v1/corrections', (route) => route.abort());
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    await page.keyboard.press('1');
    await page.getByText('1 verdict not saved yet').waitFor();
    await page.getByText('leave this page open').waitFor();
    await page.keyboard.press('?');
    const keys = page.getByRole('checkbox', { name: /Single keys/ });
    await keys.uncheck();
    expect(await keys.isChecked()).toBe(false);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    expect(complaints.filter((text) => text.includes('full'))).toEqual([]);

    await page.getByRole('button', { name: /account and display/ }).click();
    await page.getByLabel('Your name').fill('Dora');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: /Dora.*account and display/ }).waitFor();
    await page.getByText('Your name holds until this page is closed').waitFor();
    await page.close();
  });

  it('settles one ticket by a double click, though the next one’s button comes under the pointer', async () => {
    const { page } = await newPage();
    await page.route('**/v1/corrections', acknowledge);
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    await page.locator('.candidate-choice').first().dblclick();
    await page.keyboard.press('1');
    await page.locator('.verdict-moves .muted').getByText('3 of').waitFor();
    await page.getByText('2 settled in this sitting').waitFor();
    await page.close();
  });

  it('leaves who has gone on where they are when the answer to “Look for more” comes late, or none', async () => {
    const { page } = await newPage();
    let length = 2;
    let isDown = false;
    let gate = Promise.resolve();
    await page.route('**/v1/corrections', acknowledge);
    const counted = () => ({ waiting: { audit: 0, review: length } });
    await page.route('**/v1/review-queue?*', async (route) => {
      await gate;
      if (isDown) return route.fulfill({ status: 500, json: { title: 'The store is away' } });
      await fulfil<ReviewQueue>(route, ({ items }) => ({ items: items.slice(0, length), ...counted() }));
    });
    await page.route('**/v1/review-queue/standing?*', (route) => fulfil<QueueStanding>(route, counted));
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    const place = page.locator('.verdict-moves .muted');
    const said = page.locator('.sitting-said');
    await page.keyboard.press('1');
    await place.getByText('2 of 2').waitFor();
    await page.keyboard.press('1');
    await said.getByText('It was the last of this list').waitFor();
    const more = page.getByRole('button', { name: 'Look for more' });
    isDown = true;
    await more.click();
    await said.getByText('No answer came').waitFor();

    isDown = false;
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    await more.click();
    await said.getByText('Looking…').waitFor();
    await page.keyboard.press('k');
    await place.getByText('1 of 2').waitFor();
    length = 3;
    open();
    await said.getByText('More tickets are in this list now').waitFor();
    await place.getByText('1 of 3').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await page.close();
  });

  it('has the focus on the ticket when “Look for more” goes since more has come by itself', async () => {
    const { page } = await newPage();
    let length = 1;
    await serveFirst(page, () => length);
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    await page.keyboard.press('1');
    await page.getByRole('button', { name: 'Look for more' }).focus();
    length = 2;
    await lookElsewhereAndBack(page);
    await page.locator('.verdict-moves .muted').getByText('1 of 2').waitFor();
    await page.locator('.verdict h2:focus').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await page.close();
  });

  it('shows where a refused verdict’s ticket is when the list that is open does not have it', async () => {
    const { page } = await newPage();
    await page.route('**/v1/corrections', (route) => route.fulfill({ status: 422, json: refused }));
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    await page.keyboard.press('1');
    const drops = page.getByRole('button', { name: 'Drop it and decide again' });
    await page.getByRole('button', { name: 'Look', exact: true }).waitFor();
    await page.getByRole('radio', { name: /^Audit/ }).click();
    await page.locator('.verdict').getByText('Random audit sample').waitFor();
    await page.getByRole('button', { name: 'Look', exact: true }).click();
    await drops.click();
    await page.getByText('of the kind that is not shown now').waitFor();
    await page.locator('.absent h2:focus').waitFor();
    await page.close();
  });

  it('says why what others said cannot be shown, and of which revision a verdict is, once and not three times', async () => {
    const { page } = await newPage();
    const stale = { title: 'Somebody was faster', code: 'CORRECTION_STALE' };
    await page.route('**/v1/corrections', (route) => route.fulfill({ status: 409, json: stale }));
    await page.route('**/v1/tickets/*', (route) =>
      route.fulfill({ status: 500, json: { title: 'The store is away' } }),
    );
    await serveQueue(page, (items) => items.map((item) => ({ ...item, revision: 2 })));
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    await page.keyboard.press('1');
    const notice = page.locator('.outbox');
    await notice.getByText('1 verdict came too late').waitFor();
    await page.keyboard.press('l');
    await page.locator('.outbox-list:focus').waitFor();
    await notice.getByText('What they said cannot be shown. The store is away.').waitFor();
    await notice.getByText(', revision 2, ').waitFor();
    expect(await notice.getByRole('link').getAttribute('href')).toMatch(/[?&]revision=2(&|$)/);
    expect(await notice.getByRole('button').allTextContents()).toEqual([
      ...['Hide', 'Drop it'],
      ...['Try again', 'Drop my choice'],
    ]);
    expect(await page.locator('.outbox [role=status], .unsent-mark[role=status]').count()).toBe(0);
    await notice.getByRole('button', { name: 'Drop my choice' }).click();
    await page.getByText('0 settled in this sitting').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await page.close();
  });

  it('counts down with each verdict and up again with what is taken back', async () => {
    const { page } = await open('/review?only=review');
    const waiting = async () =>
      Number(/\d+/.exec((await page.getByRole('radio', { name: /^Reviews/ }).textContent()) ?? '')?.[0]);
    const before = await waiting();
    await page.keyboard.press('1');
    await page.getByText('1 settled in this sitting').waitFor();
    await expect.poll(waiting).toBe(before - 1);
    await page.keyboard.press('z');
    await page.getByText('0 settled in this sitting').waitFor();
    await expect.poll(waiting).toBe(before);
    await page.close();
  });

  it('sends what an earlier visit could not, on whatever page the console is opened again', async () => {
    const context = await newContext();
    const { page } = await openPage(context);
    let isDown = true;
    const arrived: { correctionId: string }[] = [];
    await page.route('**/v1/corrections', (route) => {
      if (isDown) return route.abort();
      arrived.push(route.request().postDataJSON());
      return route.continue();
    });
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    await page.keyboard.press('1');
    await page.getByText('1 verdict not saved yet').waitFor();
    await page.getByRole('link', { name: '1 verdict not saved' }).waitFor();
    isDown = false;
    const answered = page.waitForResponse('**/v1/corrections');
    await page.goto(`${url}/taxonomy`);
    expect((await answered).status()).toBe(201);
    expect(arrived).toHaveLength(1);
    await page.getByRole('link', { name: '1 verdict not saved' }).waitFor({ state: 'detached' });
    const kept = () => page.evaluate('Object.keys(localStorage).filter((key) => key.includes("outbox"))');
    await expect.poll(kept).toEqual([]);
    await context.close();
  });

  it('has a verdict that was dropped in one tab in no other', async () => {
    const context = await newContext();
    await context.route('**/v1/corrections', (route) =>
      route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(refused) }),
    );
    const [own, other] = [(await openPage(context)).page, (await openPage(context)).page];
    const drops = (page: typeof own) => page.getByRole('button', { name: 'Drop it and decide again' });
    await own.goto(`${url}/review?only=review&order=oldest`);
    await settled(own);
    for (const n of [1, 2]) {
      await own.keyboard.press('1');
      await own.getByText(`${n} verdict${n === 1 ? '' : 's'} refused`).waitFor();
    }
    await other.goto(`${url}/review?only=review&order=oldest`);
    await other.getByText('2 verdicts refused').waitFor();
    for (const page of [own, other]) {
      await page.getByRole('button', { name: 'Look', exact: true }).click();
      await expect.poll(() => drops(page).count()).toBe(2);
    }

    await drops(other).first().click();
    await expect.poll(() => drops(own).count()).toBe(1);
    await drops(own).first().click();
    await expect.poll(() => drops(other).count()).toBe(0);
    expect(await own.evaluate('Object.keys(localStorage).filter((key) => key.includes("outbox"))')).toEqual([]);
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

  it('has its keys also right after what is shown was chosen, and the arrows there stay those of the choice', async () => {
    const { page } = await newPage();
    await page.route('**/v1/corrections', acknowledge);
    await page.goto(`${url}/review?order=oldest`);
    await settled(page);
    const focused = (name: RegExp) => page.locator('[role=radio]:focus', { hasText: name });
    await page.getByRole('radio', { name: /^Reviews/ }).click();
    await expect.poll(() => page.url()).toContain('only=review');
    await settled(page);
    await focused(/^Reviews/).waitFor();
    await page.keyboard.press('ArrowRight');
    await focused(/^Audit/).waitFor();
    await page.locator('.verdict-moves .muted').getByText('1 of').waitFor();
    await page.keyboard.press('1');
    await page.getByText('1 settled in this sitting').waitFor();
    await page.close();
  });

  it('does not take the sign-in page of a proxy for a receipt', async () => {
    const { page } = await newPage();
    let isInBetween = true;
    await page.route('**/v1/corrections', (route) =>
      isInBetween ? route.fulfill({ contentType: 'text/html', body: '<title>Sign in</title>' }) : acknowledge(route),
    );
    await page.goto(`${url}/review?only=review&order=oldest`);
    await settled(page);
    await page.keyboard.press('1');
    await page.getByText('1 verdict not saved yet').waitFor();
    await page.getByText('Something between answered in Signalbox’s place.').waitFor();
    isInBetween = false;
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.locator('.queue-verdict', { hasText: '✓' }).waitFor();
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
