import { describe, expect, test } from 'vitest';
import { verdictLines } from '../../service/commands/comparison-verdict.ts';
import { compareModels } from '../../service/evaluate/compare-models.ts';
import type { EvaluatedTicket } from '../../service/evaluate/metrics.ts';

const ticket: EvaluatedTicket = { label: 'A', predicted: 'A', probabilities: [1], outOfTaxonomy: 0, isAuto: true };
const compared = (n: number, margin: number) => {
  const run = Array.from({ length: n }, () => ticket);
  return compareModels({ current: run, candidate: run, codes: ['A'], margin, target: null });
};

describe('a verdict that is not shown', () => {
  test('asks for more tickets than there are, also in rounded numbers', () => {
    const comparison = { ...compared(20, 0.01), n: 740, ticketsNeeded: 741 };
    expect(verdictLines(comparison)[1]).toMatch(/^740 tickets are too few to tell: about 750 would show it/);
  });

  test('tells a small margin with its digits, and the loss with as many', () => {
    expect(verdictLines(compared(2000, 0.0004))[0]).toBe(
      'not shown: a loss of 0.19 points is not ruled out, and 0.04 may be lost (95 %: -0.19 to +0.19)',
    );
  });
});
