import { describe, expect, it } from 'vitest';
import type { MisclassificationReport } from '../../service/contracts/misclassification-report.ts';
import { settled } from './support/browser.ts';
import { practiceConsole, wide } from './support/practice-console.ts';

const { url, open, newPage } = practiceConsole();

const dayMs = 86_400_000;
const isoDay = (daysAgo: number) => new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 10);
const inNewYork = { viewport: wide, timezoneId: 'America/New_York' };

async function modelVersions(): Promise<string[]> {
  const response = await fetch(`${url}/v1/reports/misclassification`);
  return ((await response.json()) as MisclassificationReport).modelVersions;
}

describe('the overview', () => {
  it('when the days of a period are not over, then today is marked as not over', async () => {
    const { page } = await open(`/?from=${isoDay(10)}&to=${isoDay(-2)}`);
    await page.getByText('Not over yet: so far').waitFor();
    await page.getByRole('img', { name: /^Tickets\. 11 windows, .+ The last window is not over/ }).waitFor();
    await page.close();
  });

  it('when the reader is elsewhere, then the window of an alert is called in UTC, as in the charts', async () => {
    const { page } = await open(`/?from=${isoDay(30)}&to=${isoDay(0)}`, inNewYork);
    const alert = page.locator('.alert').first();
    expect(await alert.textContent()).toMatch(/window of [A-Z][a-z]+ \d+ UTC/);
    await page.close();
  });

  it('when a model version is chosen, then the others are still there to choose', async () => {
    const versions = await modelVersions();
    expect(versions.length).toBeGreaterThan(1);
    for (const path of ['/', '/comparison']) {
      const { page } = await open(`${path}?model=${versions[0]}`);
      const options = page.getByLabel('Model version').locator('option');
      expect(await options.allTextContents(), path).toEqual(['All models', ...versions]);
      await page.close();
    }
  });
});

describe('a comparison', () => {
  it('when it is of models that a link does not name, then nothing else is compared before they are known', async () => {
    const versions = await modelVersions();
    const { page } = await newPage();
    const asked: URLSearchParams[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname.endsWith('/comparison') && pathname.startsWith('/v1/')) asked.push(searchParams);
    });
    await page.goto(`${url}/comparison?against=models`);
    await settled(page);
    await page.locator('.sides').waitFor();
    const models = asked.map((query) => [query.get('modelVersion'), query.get('otherModelVersion')]);
    expect(models).toEqual([[versions[0], versions.at(-1)]]);
    await page.close();
  });

  it('when the reader is elsewhere, then chosen days are told as they were chosen', async () => {
    const { page } = await open('/comparison?from=2026-01-05&to=2026-01-11', inNewYork);
    const sides = await page.locator('.sides').textContent();
    expect(sides).toContain('Before Dec 29, 2025 to Jan 4, 2026 UTC');
    expect(sides).toContain('After Jan 5, 2026 to Jan 11, 2026 UTC');
    await page.close();
  });

  it('when audits are missing, then the way to them keeps period and model version', async () => {
    const [oldest] = await modelVersions();
    // Too few tickets for many audits.
    const { page } = await open(`/comparison?from=${isoDay(40)}&to=${isoDay(39)}&model=${oldest}`);
    const search = new URLSearchParams(
      (await page.getByRole('link', { name: 'Read audits' }).getAttribute('href'))?.split('?')[1],
    );
    expect(Object.fromEntries(search)).toEqual({ from: isoDay(40), to: isoDay(39), model: oldest, only: 'audit' });
    await page.close();
  });
});
