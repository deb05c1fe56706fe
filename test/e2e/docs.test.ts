import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endpoints } from '../../service/api/endpoints/all.ts';
import { openStore, type Store } from '../../service/review/store/open-store.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { serve, sure } from '../api/support/serve.ts';
import { day, routed } from '../review/support/records.ts';
import { routerParts } from '../support/fixtures.ts';
import { openPage, startBrowser } from './support/browser.ts';

let browser: Browser;
let store: Store;
beforeAll(async () => {
  [browser, store] = await Promise.all([startBrowser(), openStore({})]);
  await recordDecisions(store.db, [routed({ offset: 1 })]);
});
afterAll(async () => {
  await browser?.close();
  await store?.close();
});

test('/docs shows every operation, and the strict policy refuses nothing that it needs', async () => {
  const { base } = await serve({ store: () => store.db });
  const { page, complaints } = await openPage(browser);
  await page.goto(`${base}/docs`);
  await page.waitForSelector('.opblock');
  expect(await page.locator('.opblock').count()).toBe(endpoints.length);
  await page.locator('.opblock-summary', { hasText: '/v1/calibration' }).first().click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();
  await page.waitForSelector('.responses-table.live-responses-table');
  expect(await page.locator('.live-responses-table .response-col_status').last().textContent()).toContain('200');
  expect(complaints).toEqual([]);
});

test('the report to print is shown with its style under its own policy', async () => {
  const { base } = await serve({ store: () => store.db, router: { ...routerParts(sure()), clock: () => day(28) } });
  const { page, complaints } = await openPage(browser);
  await page.goto(`${base}/v1/reports/misclassification?format=html`);
  expect(await page.locator('h1').textContent()).toBe('Misclassification report');
  const ground = await page.evaluate('getComputedStyle(document.querySelector("th")).backgroundColor');
  expect(ground).toBe('rgb(238, 238, 238)');
  expect(complaints).toEqual([]);
});
