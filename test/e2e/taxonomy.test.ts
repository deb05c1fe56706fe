import { describe, expect, it } from 'vitest';
import { settled } from './support/browser.ts';
import { practiceConsole } from './support/practice-console.ts';

const { open, worstPair } = practiceConsole();

describe('the list of categories', () => {
  it('leads to one in the page, for the keyboard too, and keeps the period and what was looked for', async () => {
    const { page } = await open('/taxonomy?period=7d&q=refund');
    const link = page.getByRole('navigation', { name: 'Categories' }).getByRole('link').last();
    const code = (await link.locator('code').textContent()) ?? '';
    await link.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(({ search, hash }) => search === '?period=7d&q=refund' && hash === `#${code}`);
    await page.locator('.category-section.is-linked h2:focus', { hasText: code }).waitFor();
    // The router knows the entry: it finds the place on the page again on the way back.
    expect(await page.evaluate('history.state?.key ?? ""')).not.toBe('');
    await page.close();
  });
});

describe('a category', () => {
  it('leads to its boundaries, to what it is confused with, and comes from the pair again', async () => {
    const { predicted, truth } = await worstPair();
    const { page } = await open(`/misclassifications/${predicted}/${truth}?period=7d`);
    await page.locator('.definition').getByRole('link', { name: predicted }).first().click();
    await page.getByRole('heading', { level: 1, name: new RegExp(`^${predicted} `) }).waitFor();
    await settled(page);
    await page.waitForURL(
      ({ pathname, searchParams }) => pathname === `/taxonomy/${predicted}` && searchParams.get('period') === '7d',
    );
    const pairs = page.getByRole('region', { name: 'Pairs of this category' }).getByRole('link');
    await pairs.first().waitFor();
    expect(await pairs.first().getAttribute('href')).toMatch(/^\/misclassifications\/.+period=7d/);
    await page.locator('.boundaries a.category-link').first().click();
    await page.waitForURL(({ pathname: next }) => next.startsWith('/taxonomy/') && !next.endsWith(predicted));
    await page.close();
  });

  it('that the taxonomy does not have is said to be missing', async () => {
    const { page } = await open('/taxonomy/NOPE');
    await page.getByText('NOPE is not in the taxonomy').waitFor();
    await page.close();
  });
});
