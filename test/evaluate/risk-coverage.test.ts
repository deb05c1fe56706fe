import { expect, test } from 'vitest';
import { riskCoverageCurve, spreadPoints } from '../../service/evaluate/risk-coverage.ts';

test('a point says what its threshold accepts; tickets of one confidence stand or fall together', () => {
  const curve = riskCoverageCurve([
    { confidence: 0.7, isRight: false },
    { confidence: 0.9, isRight: true },
    { confidence: 0.7, isRight: true },
    { confidence: 0.8, isRight: false },
  ]);
  expect(curve).toEqual([
    { threshold: 0.9, accepted: 1, errors: 0 },
    { threshold: 0.8, accepted: 2, errors: 1 },
    { threshold: 0.7, accepted: 4, errors: 2 },
  ]);
  expect(riskCoverageCurve([])).toEqual([]);
});

test('of many points some are taken, evenly over what is accepted, the loosest among them', () => {
  const all = Array.from({ length: 100 }, (_, i) => ({ threshold: 1 - i / 100, accepted: i + 1, errors: 0 }));
  expect(spreadPoints(all, 4).map(({ accepted }) => accepted)).toEqual([25, 50, 75, 100]);
  // One step holds half of the tickets: it is taken once.
  const stepped = [...all.slice(0, 10), { threshold: 0.5, accepted: 90, errors: 3 }, ...all.slice(90)];
  expect(spreadPoints(stepped, 4).map(({ accepted }) => accepted)).toEqual([90, 100]);
  expect(spreadPoints(all.slice(0, 3), 4)).toHaveLength(3);
});
