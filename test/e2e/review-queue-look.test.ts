import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityViolations, settled } from './support/browser.ts';
import { loneReader, serveQueue } from './support/lone-reader.ts';

const { open, newPage, newContext, url } = loneReader();
const path = '/review?only=review&order=oldest';
const measure = <Result>(page: Page, expression: string) =>
  page.evaluate(`(() => { ${expression} })()`) as Promise<Result>;

describe('the look of the review queue', () => {
  it.each([1280, 1920])('has the names of all candidates in full, %i px wide', async (width) => {
    const { page } = await open(path, { viewport: { width, height: 900 } });
    await page.locator('.candidate-choice .category-label').nth(2).waitFor();
    const cut = await measure<string[]>(
      page,
      `return [...document.querySelectorAll('.candidate-choice .category-label')]
        .filter((label) => label.scrollWidth > label.clientWidth && getComputedStyle(label).overflow !== 'visible')
        .map((label) => label.textContent)`,
    );
    expect(cut).toEqual([]);
    const isInside = await measure<boolean>(
      page,
      `return [...document.querySelectorAll('.candidate-choice')].every((choice) =>
        [...choice.querySelectorAll('.category-label, .confidence')].every((part) =>
          part.getBoundingClientRect().right <= choice.getBoundingClientRect().right))`,
    );
    expect(isInside).toBe(true);
    await page.close();
  });

  it.each([
    [1440, 900],
    [1280, 720],
    [1024, 768],
  ])(
    'when a ticket is long and has five candidates, then all that is asked is in sight, %i × %i',
    async (width, height) => {
      const { page } = await newPage({ viewport: { width, height } });
      const codes = ['ACQ-SCA', 'STL-BANK', 'RSK-HOLD', 'ACQ-DUP', 'DSP-CBCK'];
      await serveQueue(page, (items) =>
        items.map((item) => ({
          ...item,
          subject: 'A subject that goes on and on over more than one line of the panel, as some do '.repeat(2),
          body: 'A line of a long ticket.\n'.repeat(200),
          candidates: codes.map((category, i) => ({ category, probability: 0.4 - i * 0.07 })),
        })),
      );
      await page.goto(`${url}${path}`);
      await settled(page);
      await page.locator('.candidate-choice .category-label').nth(4).waitFor();
      const seen = await measure<{ below: string[]; rest: number; covered: number }>(
        page,
        `const lowest = innerHeight;
      const names = ['.candidate-choice:last-child', '.combobox-field', '#verdict-note', '.verdict-text'];
      const choices = document.querySelector('.quick-choices').getBoundingClientRect();
      return {
        below: names.filter((name) => document.querySelector(name).getBoundingClientRect().bottom > lowest),
        rest: document.documentElement.scrollHeight - innerHeight,
        covered: document.querySelector('.combobox').getBoundingClientRect().top - choices.bottom,
      }`,
      );
      expect(seen).toMatchObject({ below: [], rest: 0 });
      expect(seen.covered).toBeGreaterThanOrEqual(0);
      // Tab brings each candidate out from under the last one.
      for (let i = 0; i < codes.length; i++) {
        await page.locator('.candidate-choice').nth(i).focus();
        const isSeen = await measure<boolean>(
          page,
          `const { left, top, bottom } = document.activeElement.getBoundingClientRect();
        return [top + 3, bottom - 3].every((y) => document.activeElement.contains(document.elementFromPoint(left + 12, y)))`,
        );
        expect(isSeen, codes[i]).toBe(true);
      }
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.close();
    },
  );

  it('shows the id of the ticket, to be copied', async () => {
    const context = await newContext();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    await page.goto(`${url}${path}`);
    await settled(page);
    await page.waitForURL(/ticket=/);
    const id = new URL(page.url()).searchParams.get('ticket');
    await page
      .locator('.verdict-facts')
      .getByText(id as string, { exact: true })
      .waitFor();
    await page.getByRole('button', { name: 'Copy the ticket’s id' }).click();
    await page.locator('.verdict-facts').getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(id);
    await context.close();
  });

  it('lets one copy the id by hand where there is no clipboard', async () => {
    const { page } = await newPage();
    await page.addInitScript(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`);
    await page.goto(`${url}${path}`);
    await settled(page);
    await page.waitForURL(/ticket=/);
    await page.getByRole('button', { name: 'Copy the ticket’s id' }).click();
    await page.getByText('Selected; copy it with Ctrl+C').waitFor();
    expect(await page.evaluate('getSelection().toString()')).toBe(new URL(page.url()).searchParams.get('ticket'));
    await page.close();
  });

  it('marks the ticket that is open in forced colours too', async () => {
    const { page } = await open(path);
    await page.emulateMedia({ forcedColors: 'active' });
    const outlines = () =>
      measure<string[]>(
        page,
        `return [...document.querySelectorAll('.queue-item')].slice(0, 3).map((item) => getComputedStyle(item).outlineStyle)`,
      );
    await expect.poll(outlines).toEqual(['solid', 'none', 'none']);
    await page.close();
  });

  it('is one stop of Tab as a list, in which arrows go on', async () => {
    const { page } = await open(path);
    const items = page.locator('.queue-item');
    expect(await items.count()).toBeGreaterThan(20);
    await page.locator('.queue-item[aria-current]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.locator('li:nth-child(3) > .queue-item:focus').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.locator('li:nth-child(2) > .queue-item:focus').waitFor();
    await page.keyboard.press('Home');
    await page.locator('li:nth-child(1) > .queue-item:focus').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.locator('.queue-item:focus').count()).toBe(0);
    expect(await page.locator('.verdict :focus').count()).toBe(1);
    await page.keyboard.press('Shift+Tab');
    await page.locator('.queue-item[aria-current]:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.verdict-moves .muted').getByText('2 of').waitFor();
    await page.close();
  });

  it('has the ring of the heading above the badges', async () => {
    const { page } = await open(path);
    await page.keyboard.press('j');
    await page.locator('.verdict h2:focus-visible').waitFor();
    const room = await measure<number>(
      page,
      `const heading = document.querySelector('.verdict h2');
      const { outlineOffset, outlineWidth } = getComputedStyle(heading);
      const ring = heading.getBoundingClientRect().bottom + parseFloat(outlineOffset) + parseFloat(outlineWidth);
      return document.querySelector('.verdict-facts .badge').getBoundingClientRect().top - ring`,
    );
    expect(room).toBeGreaterThanOrEqual(0);
    await page.close();
  });

  it.each([
    ['on a phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }, 220],
    ['at 200 %', { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }, 170],
  ])('gives the room to the ticket %s', async (_, look, mostAbove) => {
    const { page } = await open(path, look);
    const seen = await measure<{ above: number; lines: number }>(
      page,
      `const text = document.querySelector('.verdict-text');
      const lowest = document.querySelector('.navigation').getBoundingClientRect().top;
      const style = getComputedStyle(text);
      const top = text.getBoundingClientRect().top + parseFloat(style.paddingTop);
      return {
        above: document.querySelector('.verdict').getBoundingClientRect().top,
        lines: (lowest - top) / parseFloat(getComputedStyle(text.querySelector('p')).lineHeight),
      }`,
    );
    expect(seen.above).toBeLessThanOrEqual(mostAbove);
    expect(seen.lines).toBeGreaterThanOrEqual(4);
    expect(await page.locator('kbd').first().isVisible()).toBe(!('hasTouch' in look));
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.close();
  });
});
