import { describe, expect, it } from 'vitest';
import { settled } from './support/browser.ts';
import { practiceConsole } from './support/practice-console.ts';

const { open } = practiceConsole();

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
