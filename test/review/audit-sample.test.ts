import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditPosition, auditRateOf, defaultAuditRates, isAudited } from '../../service/review/audit-sample.ts';

const ids = Array.from({ length: 20_000 }, (_, i) => `ticket-${i}`);

describe('the draw', () => {
  test('is the same for ever', () => {
    expect(auditPosition('T-1')).toBe(0.04141219221988024);
  });

  test('takes 2 % unless told otherwise, evenly, whatever the ids look like', () => {
    const rate = auditRateOf('PAY', new Date(), [defaultAuditRates]);
    expect(rate).toBe(0.02);
    for (const named of [ids, ids.map((id) => id.slice(7)), ids.map((id) => `${id}@desk.example`)]) {
      const drawn = named.filter((id) => isAudited(id, rate)).length;
      expect(Math.abs(drawn - 400)).toBeLessThan(4 * Math.sqrt(400)); // four standard deviations
    }
  });

  test('of a lower rate is part of that of a higher one; at 0 nothing is drawn and at 1 all', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (id, a, b) => {
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          expect(isAudited(id, low) && !isAudited(id, high)).toBe(false);
          expect([isAudited(id, 0), isAudited(id, 1)]).toEqual([false, true]);
        },
      ),
    );
  });
});

describe('the rate of a category', () => {
  const schedule = [
    { since: new Date('2026-02-01'), rate: 0.05, categories: { RARE: 0.5 } },
    { since: new Date('2026-01-01'), rate: 0.02, categories: {} },
  ];

  test.each([
    ['2025-12-31', 'PAY', 0],
    ['2026-01-01', 'RARE', 0.02],
    ['2026-02-01', 'RARE', 0.5],
    ['2026-03-01', 'PAY', 0.05],
    ['2026-03-01', 'constructor', 0.05],
  ])('on %s for %s is %d', (at, category, rate) => {
    expect(auditRateOf(category, new Date(at), schedule)).toBe(rate);
  });
});
