import { describe, expect, test } from 'vitest';
import { driftAlerts, driftSignals } from '../../../service/review/report/drift.ts';
import type { PopulationFact } from '../../../service/review/report/facts.ts';
import { dayMs, population } from '../support/facts.ts';
import { seededRandom } from '../support/seeded-random.ts';

const windows = Array.from({ length: 12 }, (_, i) => new Date(Date.UTC(2026, 0, 1) + i * dayMs));

/** A day of 1,000 tickets, shares of PAY and ACCESS and of review as usual or as given, with the noise of a real day. */
function dayOf(
  window: number,
  random: () => number,
  { pay = 0.6, review = 0.2, confidence = 0.9 } = {},
): PopulationFact[] {
  const counts = new Map<string, PopulationFact>();
  for (let i = 0; i < 1_000; i++) {
    const choice = random() < pay ? 'PAY' : 'ACCESS';
    const outcome = random() < review ? 'review' : 'model';
    const key = `${choice} ${outcome}`;
    const fact =
      counts.get(key) ??
      population({ window, choice, outcome, reason: outcome === 'review' ? 'out_of_taxonomy' : null, n: 0 });
    const sure = Math.min(1, confidence + (random() - 0.5) * 0.2);
    fact.n += 1;
    fact.confident += 1;
    fact.confidenceSum += sure;
    fact.confidenceSquares += sure ** 2;
    counts.set(key, fact);
  }
  return [...counts.values()];
}

function days(changed: Record<number, Parameters<typeof dayOf>[2]>, seed = 1, first = -20): PopulationFact[] {
  const random = seededRandom(seed);
  return Array.from({ length: 12 - first }, (_, i) => dayOf(first + i, random, changed[first + i])).flat();
}

const alertsOf = (facts: PopulationFact[]) => driftAlerts(driftSignals({ population: facts, windows }), () => []);

describe('drift', () => {
  test('of a category is seen on its day, by its name', () => {
    const alerts = alertsOf(days({ 5: { pay: 0.35 } }));
    expect(new Set(alerts.map(({ start }) => start))).toEqual(new Set([windows[5]?.toISOString()]));
    expect(alerts.map(({ metric, category }) => [metric, category])).toEqual(
      expect.arrayContaining([
        ['category_share', 'PAY'],
        ['category_share', 'ACCESS'],
      ]),
    );
  });

  test('of confidence, of review and of what is out of taxonomy is seen, with the categories that moved', () => {
    const alerts = alertsOf(days({ 7: { confidence: 0.7, review: 0.5, pay: 0.4 } }));
    const found = Object.fromEntries(alerts.map((alert) => [alert.metric, alert]));
    expect(found.mean_confidence).toMatchObject({
      category: null,
      categories: expect.arrayContaining(['PAY', 'ACCESS']),
    });
    expect(found.mean_confidence?.value).toBeLessThan(found.mean_confidence?.low ?? 0);
    expect(found.review_share?.value).toBeGreaterThan(found.review_share?.high ?? 1);
    expect(found.out_of_taxonomy_share).toBeDefined();
  });

  test('is rarely seen where there is none: in at most 1 % of windows and signals', () => {
    const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
    const alerts = seeds.reduce((sum, seed) => sum + alertsOf(days({}, seed)).length, 0);
    expect(alerts / (seeds.length * windows.length * 5)).toBeLessThanOrEqual(0.01);
  });

  test('is rarely seen in a last window that has only just begun, however rare its categories', () => {
    const codes = Array.from({ length: 20 }, (_, i) => `C${i}`);
    const tickets = (window: number, n: number, random: () => number) =>
      Array.from({ length: n }, () => {
        const sure = 0.8 + random() * 0.2;
        const confidence = { confident: 1, confidenceSum: sure, confidenceSquares: sure ** 2 };
        return population({ window, choice: codes[Math.floor(random() * 20)] as string, n: 1, ...confidence });
      });
    const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
    const alerts = seeds.flatMap((seed) => {
      const random = seededRandom(seed);
      const past = Array.from({ length: 28 }, (_, i) => tickets(i - 28, 1_200, random)).flat();
      return alertsOf([...past, ...tickets(0, 40, random)]);
    });
    expect(alerts.length / (seeds.length * 23)).toBeLessThanOrEqual(0.01);
  });

  test('without a past is measured against the beginning of the period, which itself is not judged', () => {
    const alerts = alertsOf(days({ 1: { review: 0.9 }, 9: { review: 0.9 } }, 1, 0));
    expect(alerts.some(({ start }) => start === windows[1]?.toISOString())).toBe(false);
    const signals = driftSignals({ population: days({}, 1, 0), windows });
    expect(signals.find(({ metric }) => metric === 'review_share')?.reference.windows).toBe(5);
    expect(alertsOf(days({ 9: { review: 0.9 } }, 1, 0)).some(({ metric }) => metric === 'review_share')).toBe(true);
  });

  test('compares no window of the reference, nor one of fewer than thirty tickets', () => {
    const facts = [...days({}, 1, 0).filter(({ window }) => window < 7), population({ window: 7, n: 29 })];
    const signal = driftSignals({ population: facts, windows }).find(({ metric }) => metric === 'review_share');
    expect(signal?.windows.map(({ compared }) => compared)).toEqual([...Array(5).fill(false), true, true, false]);
  });

  test('needs five windows, and thirty tickets in one', () => {
    expect(driftSignals({ population: days({}, 1, 0).filter(({ window }) => window < 4), windows })).toEqual([]);
    const few = [...days({}).filter(({ window }) => window < 5), population({ window: 5, choice: 'ACCESS', n: 29 })];
    expect(alertsOf(few)).toEqual([]);
    const enough = [...days({}).filter(({ window }) => window < 5), population({ window: 5, choice: 'ACCESS', n: 30 })];
    expect(alertsOf(enough)).not.toEqual([]);
  });
});
