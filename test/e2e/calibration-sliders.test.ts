import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { CalibrationView } from '../../service/contracts/api-calibration.ts';
import type { PolicyDraftsPage } from '../../service/contracts/api-policy-drafts.ts';
import { settled } from './support/browser.ts';
import { practiceConsole } from './support/practice-console.ts';

const { newPage, open, url } = practiceConsole();

const slider = (page: Page) => page.getByRole('slider', { name: 'Routed without asking' });
/** In per cent. */
const shown = async (page: Page) =>
  Number(/threshold ([\d.]+)/.exec((await slider(page).getAttribute('aria-valuetext')) ?? '')?.[1]);
const inAddress = (page: Page) => 100 * Number(new URL(page.url()).searchParams.get('threshold'));
const isInAddress = (page: Page, threshold: number) =>
  expect.poll(() => Math.abs(inAddress(page) - threshold)).toBeLessThan(0.01);
const press = async (page: Page, key: string, times: number) => {
  const before = await shown(page);
  await slider(page).focus();
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
  await expect.poll(() => shown(page)).not.toBe(before);
};

describe('a slider of the calibration', () => {
  it('when it is dragged over many steps, then the address changes only where it rests', async () => {
    const { page } = await newPage();
    await page.addInitScript(`
      window.writes = 0;
      const replace = history.replaceState;
      history.replaceState = function (...given) {
        window.writes += 1;
        return replace.apply(this, given);
      };
    `);
    await page.goto(`${url}/calibration`);
    await settled(page);
    await page.evaluate('writes = 0');
    const steps = await page.evaluate(`(async () => {
      const slider = document.getElementById('routed');
      const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
      const to = slider.max / 4; // beyond it thresholds lie so near to one that two digits do not tell them apart
      let steps = 0;
      for (let place = Number(slider.max); place >= to; place--) {
        steps += 1;
        set.call(slider, String(place));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return steps;
    })()`);
    await expect.poll(async () => Math.abs(inAddress(page) - (await shown(page)))).toBeLessThan(0.01);
    expect(steps).toBeGreaterThan(40);
    expect(await page.evaluate('writes')).toBeLessThan(Number(steps) / 2);
    await page.close();
  });

  it('when one keeps a draft or goes elsewhere at once, then that is of what was dragged to', async () => {
    const { page } = await open('/calibration');
    await press(page, 'ArrowLeft', 4);
    const kept = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: /^Keep/ }).click();
    const { threshold } = (await kept).postDataJSON() as { threshold: number };
    expect(Math.abs(100 * threshold - (await shown(page)))).toBeLessThan(0.01);

    await press(page, 'ArrowLeft', 3);
    const left = await shown(page);
    await page.getByRole('link', { name: 'Taxonomy' }).click();
    await page.getByRole('heading', { level: 1, name: 'Taxonomy' }).waitFor();
    await page.goBack();
    await isInAddress(page, left);
    await expect.poll(() => shown(page)).toBe(left);
    await page.close();
  });

  it('when the address says something else, by a link or the way back, then it stands there', async () => {
    const { page } = await newPage();
    const draft = { id: 'one', threshold: 0.9, targetError: 0.02, note: '', createdBy: 'ana', modelVersion: '1' };
    const drafts: PolicyDraftsPage = { items: [{ ...draft, createdAt: '2026-11-02T08:15:00.000Z' }], next: null };
    await page.route('**/v1/policy-drafts?*', (route) => route.fulfill({ json: drafts }));
    await page.goto(`${url}/calibration`);
    await settled(page);
    await press(page, 'ArrowLeft', 6);
    const dragged = await shown(page);
    await isInAddress(page, dragged);
    await page.getByRole('link', { name: /^Show on the curve/ }).click();
    await expect.poll(() => shown(page)).not.toBe(dragged);
    await isInAddress(page, 90);
    await page.goBack();
    await expect.poll(() => shown(page)).toBe(dragged);
    await isInAddress(page, dragged);
    await page.close();
  });

  it('when it leaves the threshold in force, then no tickets are counted for that one', async () => {
    const { page } = await open('/calibration');
    const { thresholds } = (await (await fetch(`${url}/v1/calibration`)).json()) as CalibrationView;
    const counted: number[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === '/v1/calibration/changes') counted.push(Number(searchParams.get('threshold')));
    });
    await press(page, 'ArrowRight', 1);
    await page.locator('.changes-sum').waitFor();
    expect(counted).not.toContain(thresholds.default);
    await page.close();
  });
});
