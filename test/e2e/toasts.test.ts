import { expect, it } from 'vitest';
import { practiceConsole } from './support/practice-console.ts';

const { open, waitingTickets } = practiceConsole();

it('what a toast takes back leaves what is being written since, and the focus where it was', async () => {
  const ticketId = (await waitingTickets()).at(-1);
  const { page } = await open(`/tickets/${ticketId}`);
  const note = page.getByLabel('Note, optional');
  await page.locator('.quick-choice').first().click();
  await note.fill('clear case');
  await page.locator('.correct button[type=submit]').click();
  const saved = page.locator('.toast', { hasText: 'Saved' });
  await saved.waitFor();
  await expect.poll(() => note.inputValue()).toBe('');
  await page.locator('.quick-choice').last().click();
  await note.fill('on second thoughts');
  await saved.getByRole('button', { name: 'Take back' }).click();
  await page.locator('.toast', { hasText: 'Taken back' }).waitFor();
  await page.locator('.history-person', { hasText: 'took the correction before it back' }).waitFor();
  expect(await note.inputValue()).toBe('on second thoughts');
  expect(await page.locator('.quick-choice').last().getAttribute('aria-pressed')).toBe('true');
  await page.locator('#note:focus').waitFor();
  await page.close();
});

it('a toast does not go while somebody has the focus in it, and goes afterwards', async () => {
  const ticketId = (await waitingTickets()).at(-2);
  const { page } = await open(`/tickets/${ticketId}`);
  await page.clock.install();
  await page.locator('.quick-choice').first().click();
  await page.locator('.correct button[type=submit]').click();
  const saved = page.locator('.toast', { hasText: 'Saved' });
  await saved.getByRole('button', { name: 'Take back' }).focus();
  await page.clock.runFor(60_000);
  expect(await saved.count()).toBe(1);
  await page.getByLabel('Note, optional').focus();
  await saved.waitFor({ state: 'detached' });
  await page.close();
});
