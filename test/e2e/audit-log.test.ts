import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../service/contracts/api-access.ts';
import type { AuditLogPage } from '../../service/contracts/api-audit-log.ts';
import type { CorrectionRequest } from '../../service/contracts/api-corrections.ts';
import { accessibilityViolations, settled } from './support/browser.ts';
import { narrow, practiceConsole } from './support/practice-console.ts';

const { newPage, open, url, waitingTickets } = practiceConsole();

const correct = async (ticketId: string, by: string): Promise<void> => {
  const body: CorrectionRequest = { ticketId, category: null, basedOn: null };
  const headers = { 'content-type': 'application/json', 'x-signalbox-user': encodeURIComponent(by) };
  const { status } = await fetch(`${url}/v1/corrections`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(status).toBe(201);
};
const rows = (page: Page) => page.locator('.data-table tbody tr');

describe('the audit log', () => {
  it('says who did what, is narrowed by name and action, and leads to the ticket', async () => {
    const [ticketId] = (await waitingTickets()).slice(-1) as [string];
    await correct(ticketId, 'Jörg Auditor');
    const { page } = await open('/');
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('searchbox', { name: 'Part of a name' }).fill('jörg');
    await page.getByRole('search').filter({ hasText: 'Part of a name' }).getByRole('button').click();
    await page.waitForURL(/who=j/);
    await page.getByRole('combobox', { name: 'Action' }).selectOption('Corrected a ticket');
    const entry = rows(page).filter({ hasText: 'Jörg Auditor' });
    await entry.getByText('Corrected a ticket').waitFor();
    await entry.getByText(/from .+ →\s+to No category$/).waitFor();
    expect(await entry.locator('time').first().textContent()).toMatch(/:\d\d:\d\d/);
    await expect.poll(() => rows(page).count()).toBe(1);
    await entry.getByRole('link', { name: ticketId }).click();
    await page.getByRole('heading', { level: 1, name: /^Ticket / }).waitFor();
    await page.close();
  });

  it('when it is read on a phone, then all of an entry is in sight, and no two words stand as one', async () => {
    const [ticketId] = (await waitingTickets()).slice(-3) as [string];
    await correct(ticketId, 'Maximiliane von Hohenstein-Auditor');
    const { page } = await open(`/audit-log?ticketId=${ticketId}`, { viewport: narrow });
    const entry = rows(page).filter({ hasText: 'Maximiliane' });
    await entry.waitFor();
    expect(
      await page.evaluate(
        '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector(".table-scroll"))',
      ),
    ).toBe(0);
    expect(await entry.locator('td').last().textContent()).toMatch(new RegExp(`^${ticketId} from \\S+ `));
    expect(
      await page
        .getByRole('row', { name: /Maximiliane/ })
        .getByRole('cell')
        .count(),
    ).toBe(3);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.close();
  });

  it('is narrowed to one ticket', async () => {
    const [ticketId] = (await waitingTickets()).slice(-2) as [string];
    await correct(ticketId, 'Ticket Auditor');
    const { page } = await open('/audit-log');
    await page.getByRole('searchbox', { name: 'Id of a ticket' }).fill(ticketId);
    await page.keyboard.press('Enter');
    await page.waitForURL(({ searchParams }) => searchParams.get('ticketId') === ticketId);
    await expect.poll(() => rows(page).count()).toBe(1);
    await rows(page).getByText('Ticket Auditor').waitFor();
    await page.close();
  });

  it('is searched by keyboard, and the field keeps the focus', async () => {
    const { page } = await open('/audit-log');
    const name = page.getByRole('searchbox', { name: 'Part of a name' });
    const hasFocus = () => page.evaluate('document.activeElement.id === "who"');
    await name.focus();
    await page.keyboard.type('nobody ');
    await page.keyboard.press('Enter');
    await page.waitForURL(/who=nobody$/);
    await page.getByText('Nothing fits these filters').waitFor();
    expect(await hasFocus()).toBe(true);
    await page.keyboard.type('-of-this');
    const asked = page.waitForResponse(/\/v1\/audit-log\?.*who=nobody-of-this/);
    await page.keyboard.press('Enter');
    await asked;
    await page.goBack();
    await expect.poll(() => name.inputValue()).toBe('nobody');
    await page.close();
  });

  it('is empty where nothing fits, on a phone too, and one call brings all back', async () => {
    const { page, complaints } = await open('/audit-log?who=nobody-of-this-name', { viewport: narrow });
    await page.getByText('Nothing fits these filters').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clear' }).click();
    await rows(page).first().waitFor();
    expect(await page.getByRole('searchbox', { name: 'Part of a name' }).inputValue()).toBe('');
    expect(await page.getByRole('button', { name: 'Clear' }).count()).toBe(0);
    await page.locator('.list-filters select:focus').waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('goes on page by page, and keeps what is there when the next page fails', async () => {
    const { page } = await newPage();
    let isDown = true;
    await page.route('**/v1/audit-log?**', (route) => {
      const isFirst = !new URL(route.request().url()).searchParams.has('after');
      if (!isFirst && isDown) {
        const problem = { title: 'Not now', status: 500, remedy: 'Ask once more.' };
        return route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) });
      }
      const entry = {
        at: '2026-11-02T08:15:00.000Z',
        who: 'ana',
        action: 'sign_in' as const,
        subject: null,
        change: null,
      };
      const first: AuditLogPage = { items: [{ ...entry, id: '2' }], next: 'cursor' };
      const last: AuditLogPage = { items: [{ ...entry, id: '1', who: 'ben' }], next: null };
      return route.fulfill({ json: isFirst ? first : last });
    });
    await page.goto(`${url}/audit-log`);
    await settled(page);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('Ask once more.').waitFor();
    expect(await rows(page).allTextContents()).toEqual([expect.stringContaining('ana')]);
    isDown = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows(page).filter({ hasText: 'ben' }).waitFor();
    expect(await rows(page).count()).toBe(2);
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
    await page.close();
  });

  it('is for admins: others find no link to it, and are told so by the API', async () => {
    const { page } = await newPage();
    const session: Session = { user: { name: 'ana', role: 'analyst' }, signIn: 'api_key' };
    await page.route('**/v1/session', (route) => route.fulfill({ json: session }));
    await page.route('**/v1/audit-log?**', (route) => {
      const problem = { title: 'Not allowed', status: 403, code: 'ROLE_TOO_LOW', remedy: 'Ask an administrator.' };
      return route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(problem) });
    });
    await page.goto(`${url}/audit-log`);
    await page.getByText('Ask an administrator.').waitFor();
    expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await page.close();
  });
});
