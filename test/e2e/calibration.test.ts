import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CalibrationView } from '../../service/contracts/api-calibration.ts';
import type { PolicyDraft, PolicyDraftsPage } from '../../service/contracts/api-policy-drafts.ts';
import { accessibilityViolations, settled } from './support/browser.ts';
import { practiceConsole } from './support/practice-console.ts';

const { newPage, open, url } = practiceConsole();

describe('the calibration', () => {
  it('shows what another threshold would change, and keeps it as a draft', async () => {
    const { page } = await open('/calibration');
    await page.getByText('this is the threshold in force').waitFor();
    await page.getByRole('slider', { name: 'Routed without asking' }).focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await page.locator('.changes-sum').waitFor();
    await page.waitForURL(/threshold=0\.9\d+/);
    await page.getByLabel('Why this threshold').fill('Christmas');
    await page.getByRole('button', { name: /^Keep/ }).click();
    await page.locator('.drafts', { hasText: 'Christmas' }).waitFor();
    expect(await page.locator('.drafts a[download]').first().getAttribute('href')).toMatch(/^\/v1\/policy-drafts\//);
    await page.close();
  });

  it('says of the threshold that training chose what it was tested for, and of others what a fixed order shows', async () => {
    const { page } = await open('/calibration?target=0.02');
    const guarantee = page.getByRole('region', { name: 'What is guaranteed' });
    await guarantee.getByText(/2\.0.% is the target that it was tested for/).waitFor();
    await page.getByRole('slider', { name: 'Routed without asking' }).focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await guarantee.getByText(/the least target that one may set beforehand/).waitFor();
    await page.close();
  });

  it('routes more to the right and less to the left, as the curve does', async () => {
    const { page } = await open('/calibration');
    const slider = page.getByRole('slider', { name: 'Routed without asking' });
    const routed = async () => Number.parseFloat((await slider.getAttribute('aria-valuetext')) ?? '');
    await slider.focus();
    const before = await routed();
    for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowLeft');
    await expect.poll(routed).toBeLessThan(before);
    const less = await routed();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await expect.poll(routed).toBeGreaterThan(less);
    await page.close();
  });

  it('keeps a reason that is half written while one looks elsewhere, and shows a draft on the curve', async () => {
    const { page } = await open('/calibration?threshold=0.9');
    const reason = page.getByLabel('Why this threshold');
    await reason.fill('Half wri');
    await page.getByRole('link', { name: 'Taxonomy' }).click();
    await page.getByRole('heading', { level: 1, name: 'Taxonomy' }).waitFor();
    await page.goBack();
    await expect.poll(() => reason.inputValue()).toBe('Half wri');
    await reason.fill('Half written, and kept');
    await page.getByRole('button', { name: /^Keep/ }).click();
    const draft = page.locator('.drafts li', { hasText: 'Half written, and kept' });
    await draft.getByText(/routes [\d.]+\s% without asking, at most [\d.]+\s% of them wrong/).waitFor();
    await expect.poll(() => reason.inputValue()).toBe('');
    const [kept] = new URL(page.url()).searchParams.getAll('threshold');
    await page.getByRole('button', { name: 'Back to what is in force' }).click();
    await page.getByText('this is the threshold in force').waitFor();
    await draft.getByRole('link', { name: /^Show on the curve/ }).click();
    await page.waitForURL(({ searchParams }) => Math.abs(Number(searchParams.get('threshold')) - Number(kept)) < 0.02);
    await draft.getByRole('link', { name: /^Shown on the curve/ }).waitFor();
    await page.locator('.changes-sum').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.close();
  });

  it('deletes a draft once that is confirmed, and leaves the focus in the list', async () => {
    const { page } = await open('/calibration?threshold=0.91');
    await page.getByLabel('Why this threshold').fill('A mistake');
    await page.getByRole('button', { name: /^Keep/ }).click();
    const draft = page.locator('.drafts li', { hasText: 'A mistake' });
    const ask = () => draft.getByRole('button', { name: /^Delete/ }).click();
    await ask();
    const dialog = page.getByRole('dialog', { name: /^Delete the draft of 91/ });
    await dialog.getByRole('button', { name: 'Keep it' }).waitFor();
    // Beside the dialog are hidden buttons that dismiss it. No landmark holds them: the page is out of reach meanwhile.
    const violations = await accessibilityViolations(page);
    expect(violations.filter((found) => !found.startsWith('region: <div style="display: contents;">'))).toEqual([]);
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await draft.count()).toBe(1);
    await ask();
    await dialog.getByRole('button', { name: 'Delete it' }).click();
    await page.locator('.toast', { hasText: 'Draft deleted.' }).waitFor();
    await draft.waitFor({ state: 'detached' });
    await page.locator('[role=group][aria-label="Drafts that are kept"]:focus').waitFor();
    await page.reload();
    await settled(page);
    expect(await draft.count()).toBe(0);
    await page.close();
  });

  it('leaves the focus where somebody has gone on to write while a draft is deleted', async () => {
    const { page } = await open('/calibration?threshold=0.93');
    const reason = page.getByLabel('Why this threshold');
    await reason.fill('Deleted slowly');
    await page.getByRole('button', { name: /^Keep/ }).click();
    const draft = page.locator('.drafts li', { hasText: 'Deleted slowly' });
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route('**/v1/policy-drafts/*', async (route) => {
      await gate;
      await route.continue();
    });
    await draft.getByRole('button', { name: /^Delete/ }).click();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await reason.click();
    await page.keyboard.type('Half ');
    goOn();
    await page.locator('.toast', { hasText: 'Draft deleted.' }).waitFor();
    await draft.waitFor({ state: 'detached' });
    await page.keyboard.type('written');
    expect(await reason.inputValue()).toBe('Half written');
    await page.close();
  });

  it('has the focus in the list too when somebody was quicker to delete a draft', async () => {
    const { page } = await open('/calibration?threshold=0.94');
    await page.getByLabel('Why this threshold').fill('Deleted twice');
    await page.getByRole('button', { name: /^Keep/ }).click();
    const draft = page.locator('.drafts li', { hasText: 'Deleted twice' });
    await page.route('**/v1/policy-drafts/*', async (route) => {
      await route.fetch();
      await route.continue();
    });
    await draft.getByRole('button', { name: /^Delete/ }).click();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await page.locator('.toast', { hasText: 'it has been deleted' }).waitFor();
    await draft.waitFor({ state: 'detached' });
    await page.locator('[role=group][aria-label="Drafts that are kept"]:focus').waitFor();
    await page.close();
  });

  it('saves the policy of a draft as a file, and says so while it is made', async () => {
    const { page } = await open('/calibration?threshold=0.92');
    await page.getByLabel('Why this threshold').fill('To take along');
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: /^Keep/ }).click();
    const { threshold } = (await (await answered).json()) as PolicyDraft;
    const draft = page.locator('.drafts li', { hasText: 'To take along' });
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route('**/v1/policy-drafts/*', async (route) => {
      await gate;
      await route.continue();
    });
    const coming = page.waitForEvent('download');
    await draft.getByRole('link', { name: /^Download/ }).click();
    await page.getByRole('status').filter({ hasText: 'Making the file …' }).waitFor();
    expect(
      await page.evaluate('getComputedStyle(document.querySelector("a[aria-busy=true]"), "::after").content'),
    ).toMatch(/…/);
    goOn();
    const file = await coming;
    expect(file.suggestedFilename()).toBe('policy.yaml');
    expect(readFileSync(await file.path(), 'utf8')).toContain(String(threshold).slice(0, 6));
    await page.close();
  });

  it('lists drafts a page at a time', async () => {
    const { page } = await newPage();
    const draft = { targetError: 0.02, note: '', createdBy: 'ana', modelVersion: '1' };
    await page.route('**/v1/policy-drafts?*', (route) => {
      const isFirst = !new URL(route.request().url()).searchParams.has('after');
      const about = isFirst ? { id: 'late', threshold: 0.9 } : { id: 'early', threshold: 0.8 };
      const items = [{ ...draft, ...about, createdAt: '2026-11-02T08:15:00.000Z' }];
      const drafts: PolicyDraftsPage = { items, next: isFirst ? 'cursor' : null };
      return route.fulfill({ json: drafts });
    });
    await page.goto(`${url}/calibration`);
    const drafts = page.getByRole('region', { name: 'Drafts of the policy' });
    const listed = () => drafts.locator('.drafts strong').allTextContents();
    await drafts.getByRole('button', { name: 'Show more' }).waitFor();
    await settled(page);
    expect(await accessibilityViolations(page)).toEqual([]);
    await drafts.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(listed).toEqual([expect.stringMatching(/^90/), expect.stringMatching(/^80/)]);
    await drafts.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' });
    await page.locator('.drafts:focus').waitFor();
    // What was announced of the button goes with it.
    await expect.poll(() => accessibilityViolations(page)).toEqual([]);
    await page.close();
  });

  it('lists the latest of the tickets that would change, says of how many, and more on request', async () => {
    const { page } = await open('/calibration?threshold=1');
    const sum = page.locator('.changes-sum');
    await sum.waitFor();
    const text = (await sum.textContent()) ?? '';
    const [, newly, less, read, wrong] =
      (/([\d,]+) tickets? newly routed \(.+?\), ([\d,]+) asked about instead \((\d+) read, (\d+) wrong\)/.exec(text) ??
        []) as string[];
    expect(Number(read)).toBeGreaterThan(Number(wrong));
    expect(await page.locator('.changes td', { hasText: /^(not read|right|wrong .+)$/ }).count()).toBe(25);
    const all = [newly, less].reduce((sumOf, text) => sumOf + Number(text?.replace(/\D/g, '')), 0);
    const said = (listed: number) => `The latest ${listed} of ${all.toLocaleString('en-US')} are listed.`;
    await sum.getByText(said(25)).waitFor();
    const tickets = () => page.locator('.data-table .ticket-link').allTextContents();
    const first = await tickets();
    expect(first).toHaveLength(25);
    await page.getByRole('button', { name: 'Show more' }).click();
    await sum.getByText(said(50)).waitFor();
    expect((await tickets()).slice(0, 25)).toEqual(first);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.close();
  });

  it('when more of them cannot be had, then trying again asks for them and for nothing else', async () => {
    const { page } = await newPage();
    let isDown = true;
    const asked: boolean[] = [];
    await page.route('**/v1/calibration/changes?**', (route) => {
      const isFirst = !new URL(route.request().url()).searchParams.has('after');
      asked.push(isFirst);
      if (isFirst || !isDown) return route.fallback();
      const problem = { title: 'Not now', status: 500, remedy: 'Ask once more.' };
      return route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) });
    });
    await page.goto(`${url}/calibration?threshold=1`);
    const tickets = page.locator('.changes .ticket-link');
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('Ask once more.').waitFor();
    expect(await tickets.count()).toBe(25);
    isDown = false;
    asked.length = 0;
    await page.getByRole('button', { name: 'Try again' }).click();
    await tickets.nth(49).waitFor();
    expect(asked).toEqual([false]);
    await page.close();
  });

  it('says of a target that no threshold keeps what was tried, on how many tickets, and what to do', async () => {
    const { page } = await newPage();
    await page.route('**/v1/calibration?**', async (route) => {
      const response = await route.fetch();
      const view = (await response.json()) as CalibrationView;
      // As after a calibration on few tickets.
      const released = view.released.map((point) => ({
        ...point,
        riskUpperBound95: point.riskUpperBound95 * 0.8 + 0.04,
      }));
      await route.fulfill({ response, json: { ...view, released } });
    });
    await page.goto(`${url}/calibration?target=0.01`);
    await page.getByText('No threshold keeps 1.0').waitFor();
    const note = page.locator('.out-of-reach');
    expect(await note.textContent()).toMatch(/\d+ were tried on [\d,.]+ labelled tickets .+ 299 routed tickets/);
    expect(await note.getByRole('link', { name: 'read audit tickets' }).getAttribute('href')).toContain('only=audit');
    expect(await accessibilityViolations(page)).toEqual([]);
    await note.getByRole('button', { name: /^Aim at/ }).click();
    await page.getByText(/^keeps the target of/).waitFor();
    await page.waitForURL(({ searchParams }) => /^0\.0(?!1$)\d+$/.test(searchParams.get('target') ?? ''));
    await note.waitFor({ state: 'detached' });
    await page.close();
  });

  it('finds the threshold of a target, and keeps the draft with that target', async () => {
    const { page } = await open('/calibration?target=0.01');
    const target = page.getByRole('slider', { name: 'Target error' });
    const said = async () => (await target.getAttribute('aria-valuetext')) ?? '';
    const strict = await said();
    expect(strict).toMatch(/^at most 1\.0/);
    await page.getByText('keeps the target of 1.0').waitFor();
    await target.focus();
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight');
    await page.waitForURL(/target=0\.03/);
    await page.getByText('keeps the target of 3.0').waitFor();
    const threshold = async () => Number(/threshold ([\d.]+)/.exec(await said())?.[1]);
    expect(await threshold()).toBeLessThan(Number(/threshold ([\d.]+)/.exec(strict)?.[1]));
    await page.getByLabel('Why this threshold').fill('Spring');
    const kept = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: /^Keep/ }).click();
    expect((await kept).postDataJSON()).toMatchObject({ targetError: 0.03, note: 'Spring' });
    await page.getByRole('button', { name: 'Back to what is in force' }).click();
    await page.getByText('this is the threshold in force').waitFor();
    await page.waitForURL(({ search }) => search === '');
    await page.close();
  });
});
