import { describe, expect, test } from 'vitest';
import type { DisagreementFact } from '../../../service/review/report/facts.ts';
import { judgeDisagreement, selfConfidence } from '../../../service/review/report/judge-disagreement.ts';
import { confusionPairs, worstPairs } from '../../../service/review/report/pairs.ts';
import { disagreement, label } from '../support/facts.ts';

const thresholds = new Map([['PAY', 0.95]]);
const near = [
  { category: 'PAY', probability: 0.45 },
  { category: 'ACCESS', probability: 0.4 },
];
const far = [
  { category: 'PAY', probability: 0.8 },
  { category: 'ACCESS', probability: 0.1 },
];

describe('a wrong first choice', () => {
  test.each<[string, Partial<DisagreementFact>, string]>([
    ['that the model was unsure of', {}, 'model_error'],
    ['that the model was as sure of as where people agree with it', { confidence: 0.97 }, 'suspected_label_error'],
    [
      'as sure, but two people agree on the label',
      {
        confidence: 0.97,
        verdicts: [
          { by: 'ana', category: 'ACCESS' },
          { by: 'ben', category: 'ACCESS' },
        ],
      },
      'model_error',
    ],
    [
      'on which people disagree',
      {
        confidence: 0.97,
        verdicts: [
          { by: 'ana', category: 'ACCESS' },
          { by: 'ben', category: 'PAY' },
        ],
      },
      'overlapping_definitions',
    ],
    [
      'on which people disagree about a third category',
      {
        verdicts: [
          { by: 'ana', category: 'ACCESS' },
          { by: 'ben', category: 'TERMINAL' },
        ],
      },
      'model_error',
    ],
    [
      'in a tie with the right one',
      { outcome: 'review', confidence: 0.45, candidates: near },
      'overlapping_definitions',
    ],
    [
      'in a tie with a third one',
      { outcome: 'review', confidence: 0.45, candidates: near, truth: 'TERMINAL', verdicts: [] },
      'model_error',
    ],
    ['far before the right one', { outcome: 'review', confidence: 0.8, candidates: far }, 'model_error'],
    [
      'on which the frontier model was split',
      { outcome: 'frontier', opinion: 'PAY', votes: { for: 2, of: 3 }, confidence: null },
      'overlapping_definitions',
    ],
    [
      'with which the frontier model agrees',
      { outcome: 'review', opinion: 'PAY', votes: { for: 3, of: 3 }, candidates: far },
      'suspected_label_error',
    ],
    [
      'which is the frontier model its own',
      { outcome: 'frontier', opinion: 'PAY', votes: { for: 3, of: 3 }, confidence: null },
      'model_error',
    ],
  ])('%s: %s → %s', (_, given, kind) => {
    expect(judgeDisagreement(disagreement(given), thresholds).kind).toBe(kind);
  });

  const heldAsNone = { predicted: null, truth: 'PAY', outcome: 'review' as const, confidence: 0.99, candidates: far };
  test.each<[string, Partial<DisagreementFact>, string]>([
    ['by the score, whatever the confidence in a category', {}, 'model_error'],
    ['by the frontier model, whose own word it is', { votes: { for: 3, of: 3 } }, 'model_error'],
    ['by a frontier model that was split', { votes: { for: 2, of: 3 } }, 'overlapping_definitions'],
    [
      'and so said another person, too',
      { verdicts: ['PAY', null].map((category, n) => ({ by: `${n}`, category })) },
      'overlapping_definitions',
    ],
  ])('when a ticket of a category was held as out of taxonomy %s: %s → %s', (_, given, kind) => {
    const ticket = disagreement({ ...heldAsNone, verdicts: [{ by: 'ana', category: 'PAY' }], ...given });
    expect(judgeDisagreement(ticket, thresholds).kind).toBe(kind);
    expect(judgeDisagreement(ticket, thresholds).because).not.toContain('0.99');
  });

  test('of a category that nobody has confirmed yet suspects no label', () => {
    expect(judgeDisagreement(disagreement({ confidence: 0.999 }), new Map()).kind).toBe('model_error');
  });
});

test('how sure the model usually is comes from agreement, without the routes of the frontier', () => {
  const usual = selfConfidence([
    label({ n: 2, confident: 2, confidenceSum: 1.8 }),
    label({ n: 2, confident: 2, confidenceSum: 2, outcome: 'review' }),
    label({ n: 5, confident: 5, confidenceSum: 1, truth: 'ACCESS' }),
    label({ n: 5, confident: 5, confidenceSum: 1, outcome: 'frontier' }),
    label({ n: 1, choice: 'ACCESS', truth: 'ACCESS' }),
  ]);
  expect([...usual]).toEqual([['PAY', expect.closeTo(0.95, 9)]]);
});

test('the worst pairs come first, those caught in review included, each with its own tickets and what they are', () => {
  const total = (estimate: number) => ({ estimate, low: 0, high: estimate });
  const cell = (predicted: string, truth: string | null, routed: number, reviewed: number) => ({
    predicted,
    truth,
    routed: total(routed),
    reviewed: total(reviewed),
    observed: 1,
  });
  const confusion = [cell('PAY', 'PAY', 900, 0), cell('PAY', 'ACCESS', 10, 0), cell('ACCESS', null, 5, 30)];
  const unsure = disagreement({ ticketId: 'T-1' });
  const sure = disagreement({ ticketId: 'T-2', confidence: 0.99 });
  const nowhere = disagreement({ ticketId: 'T-3', predicted: 'ACCESS', truth: null, verdicts: [] });
  const pairs = confusionPairs(confusion, {
    disagreements: [unsure, sure, nowhere],
    disagreementGroups: [
      { example: unsure, n: 200 },
      { example: { ...unsure, verdicts: [] }, n: 40 },
      { example: sure, n: 72 },
      { example: nowhere, n: 1 },
    ],
    labels: [label({ confident: 1, confidenceSum: 0.95 })],
  });
  expect(
    pairs.map(({ predicted, truth, estimated, split, tickets }) => ({
      predicted,
      truth,
      estimated,
      split,
      ids: tickets.map((t) => t.ticketId),
    })),
  ).toEqual([
    {
      predicted: 'ACCESS',
      truth: null,
      estimated: 35,
      ids: ['T-3'],
      split: { model_error: 1, suspected_label_error: 0, overlapping_definitions: 0 },
    },
    {
      predicted: 'PAY',
      truth: 'ACCESS',
      estimated: 10,
      ids: ['T-1', 'T-2'],
      // Of all its tickets, however few are listed.
      split: { model_error: 240, suspected_label_error: 72, overlapping_definitions: 0 },
    },
  ]);
  const ofNone = confusionPairs([{ ...cell('PAY', 'ACCESS', 0, 1), predicted: null }], {
    disagreements: [disagreement({ predicted: null, truth: 'ACCESS', confidence: 0.9 })],
    disagreementGroups: [],
    labels: [],
  });
  // It is that of a category.
  expect(ofNone[0]?.tickets[0]?.confidence).toBeNull();
  expect(worstPairs(Array.from({ length: 40 }, (_, i) => cell('PAY', `X${i}`, i, 0)))).toHaveLength(12);
});
