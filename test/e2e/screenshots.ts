/** Pictures of every page after a demo, for README and `docs/console/`: `npm run screenshots`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { DecisionsPage } from '../../service/contracts/api-decisions.ts';
import type { MisclassificationReport } from '../../service/contracts/misclassification-report.ts';
import { projectRoot } from '../../service/project-root.ts';
import { until } from '../support/until.ts';
import { openPage, settled, startBrowser } from './support/browser.ts';
import { startDemoConsole } from './support/demo-console.ts';

const folder = join(projectRoot, 'docs/console');
const wide = { width: 1280, height: 900 };
const narrow = { width: 390, height: 844 };
type Look = Parameters<Browser['newPage']>[0];

const demo = await startDemoConsole(2000);
const browser = await startBrowser();
const ask = async <Answer>(path: string): Promise<Answer> => (await fetch(`${demo.url}${path}`)).json() as Answer;

const { pairs } = await ask<MisclassificationReport>('/v1/reports/misclassification');
const pair = pairs.find(({ predicted, truth }) => predicted !== null && truth !== null);
const { items } = await ask<DecisionsPage>('/v1/decisions?wrong=true&limit=1');

const pictures: [name: string, path: string, look: Look][] = [
  ['overview', '/', { viewport: { width: 1280, height: 1100 } }],
  ['overview-dark', '/', { viewport: wide, colorScheme: 'dark' }],
  ['overview-narrow', '/', { viewport: narrow }],
  ['comparison', '/comparison', { viewport: wide }],
  ['misclassifications', '/misclassifications', { viewport: wide }],
  ['pair', `/misclassifications/${pair?.predicted}/${pair?.truth}`, { viewport: wide }],
  ['tickets', '/tickets?wrong=true', { viewport: wide }],
  ['ticket', `/tickets/${items[0]?.ticketId}`, { viewport: { width: 1280, height: 1100 } }],
  ['review-queue', '/review?only=review', { viewport: wide }],
  ['review-queue-narrow', '/review?only=review', { viewport: narrow, colorScheme: 'dark' }],
  ['calibration', '/calibration', { viewport: wide }],
  ['taxonomy', '/taxonomy', { viewport: wide }],
  ['audit-log', '/audit-log', { viewport: wide }],
];

/** So that the log of what people did shows something. */
async function settleSome(): Promise<void> {
  const { page } = await openPage(browser, { viewport: wide });
  await page.goto(`${demo.url}/review?only=review`);
  await settled(page);
  const said = page.getByRole('status').filter({ hasText: 'settled as' });
  let before: string | null = null;
  for (const key of ['1', '0', '1', '2', '1']) {
    await page.keyboard.press(key);
    await until('it is settled', async () => (await said.textContent()) !== before);
    before = await said.textContent();
  }
  await page.close();
}

await mkdir(folder, { recursive: true });
for (const [name, path, look] of pictures) {
  if (name === 'audit-log') await settleSome();
  const { page } = await openPage(browser, look);
  await page.goto(`${demo.url}${path}`);
  await settled(page);
  if (name === 'ticket')
    await page
      .getByText(/\d+\s% alike/)
      .first()
      .waitFor();
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  await page.close();
}
await browser.close();
await demo.close();
