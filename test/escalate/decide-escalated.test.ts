import { describe, expect, test } from 'vitest';
import { policyFileSchema } from '../../service/contracts/policy.ts';
import type { FrontierVerdict } from '../../service/escalate/ask-frontier.ts';
import { decideEscalated, type EscalationRules } from '../../service/escalate/decide-escalated.ts';

const usual: EscalationRules = { ...policyFileSchema.parse({}).frontier, record: null };
const candidates = [
  { category: 'PAY', probability: 0.6 },
  { category: 'ACCESS', probability: 0.3 },
  { category: 'TERMINAL', probability: 0.1 },
];
const opinionOn = (category: string | null, doubt: 'low' | 'high' | null = 'low'): FrontierVerdict => ({
  kind: 'opinion',
  usd: 0.01,
  doubt,
  opinion: { category, model: 'large-1', promptVersion: '4', votes: { for: 1, of: 1 }, rationale: 'because' },
});
const decided = (verdict: FrontierVerdict, rules: Partial<EscalationRules> = {}, probability = 0.6) =>
  decideEscalated({ candidates: [{ category: 'PAY', probability }, ...candidates.slice(1)] }, verdict, {
    ...usual,
    ...rules,
  });
const routedTo = (category: string) => ({
  decision: 'routed',
  category,
  decidedBy: { kind: 'frontier', model: 'large-1', promptVersion: '4', votes: { for: 1, of: 1 }, rationale: 'because' },
});
const reviewed = (reason: string, category: string | null) => ({
  decision: 'needs_review',
  reason,
  candidates,
  opinion: { category, model: 'large-1', promptVersion: '4', votes: { for: 1, of: 1 }, rationale: 'because' },
});

test.each(['frontier_unavailable', 'frontier_unusable', 'budget_exhausted', 'suspected_injection'] as const)(
  'no opinion is the reason of a review: %s',
  (reason) => {
    expect(decided({ kind: 'none', reason, usd: 0 })).toEqual({ decision: 'needs_review', reason, candidates });
  },
);

describe('with no record', () => {
  test('agreement routes, however unsure either was', () => {
    expect(decided(opinionOn('PAY', 'high'))).toEqual(routedTo('PAY'));
  });

  test('the frontier wins a disagreement, also with a category that was no candidate', () => {
    expect(decided(opinionOn('ACCESS'))).toEqual(routedTo('ACCESS'));
    expect(decided(opinionOn('OTHER'))).toEqual(routedTo('OTHER'));
  });

  test('unless the fine-tuned model was sure enough, or the frontier doubts itself', () => {
    expect(decided(opinionOn('ACCESS'), {}, 0.8999)).toEqual(routedTo('ACCESS'));
    expect(decided(opinionOn('ACCESS'), {}, 0.9)).toMatchObject({ reason: 'models_disagree' });
    expect(decided(opinionOn('ACCESS', 'high'))).toEqual(reviewed('models_disagree', 'ACCESS'));
    const bound = { disagreement: { ...usual.disagreement, modelBound: 0.5 } };
    expect(decided(opinionOn('ACCESS'), bound)).toEqual(reviewed('models_disagree', 'ACCESS'));
  });

  test('out of taxonomy is for a person to see, with the opinion', () => {
    expect(decided(opinionOn(null))).toEqual(reviewed('out_of_taxonomy', null));
  });
});

describe('with a record of the pair', () => {
  const record = (n: number, fineTunedRight: number, frontierRight: number): Partial<EscalationRules> => ({
    record: {
      schemaVersion: 1,
      model: 'large-1',
      promptVersion: '4',
      fineTunedVersion: '1.0.0',
      pairs: [{ fineTuned: 'PAY', frontier: 'ACCESS', n, fineTunedRight, frontierRight }],
    },
  });

  test.each([
    ['better: routed', record(10, 3, 5), 0.95, routedTo('ACCESS')],
    ['as good: reviewed', record(10, 5, 5), 0.6, { reason: 'models_disagree' }],
    ['worse: reviewed', record(10, 5, 3), 0.6, { reason: 'models_disagree' }],
    ['too small: as without one', record(9, 5, 3), 0.6, routedTo('ACCESS')],
  ])('%s', (_, rules, probability, expected) => {
    expect(decided(opinionOn('ACCESS'), rules, probability)).toMatchObject(expected);
  });

  test('another pair has none', () => {
    expect(decided(opinionOn('TERMINAL'), record(10, 9, 0))).toEqual(routedTo('TERMINAL'));
  });
});

describe('a protected category', () => {
  test.each([
    [
      'is not taken away, also when it was no first choice',
      opinionOn('PAY'),
      0.1,
      reviewed('protected_category', 'PAY'),
    ],
    ['nor by "out of taxonomy"', opinionOn(null), 0.1, reviewed('protected_category', null)],
    ['can be confirmed', opinionOn('TERMINAL'), 0.1, routedTo('TERMINAL')],
    ['is not in play below its bound', opinionOn('PAY'), 0.11, routedTo('PAY')],
  ])('%s', (_, verdict, bound, expected) => {
    expect(decided(verdict, { neverLower: { TERMINAL: bound } })).toEqual(expected);
  });
});

test('of the candidates a person sees the first five, whatever came along to be protected', () => {
  const six = ['A', 'B', 'C', 'D', 'E', 'F'].map((category, i) => ({ category, probability: 0.2 - i / 100 }));
  const verdict = decideEscalated({ candidates: six }, opinionOn('A'), { ...usual, neverLower: { F: 0.1 } });
  expect(verdict).toMatchObject({ reason: 'protected_category', candidates: six.slice(0, 5) });
});
