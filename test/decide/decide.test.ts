import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, isReadable } from '../../service/decide/decide.ts';
import type { Policy } from '../../service/decide/policy.ts';
import { cleanTicket } from '../../service/intake/clean-ticket.ts';
import { policy, scoresOf, taxonomy } from '../support/fixtures.ts';

const { codes } = taxonomy;
const english = { language: 'en' };
const decided = (probabilities: number[], outOfTaxonomy: number | null = 0, language: string | null = 'en') =>
  decide({ language }, scoresOf(probabilities, outOfTaxonomy), codes, policy);
const withThresholds = (thresholds: number[]): Policy => ({ ...policy, thresholds });

describe('the first reason that applies decides', () => {
  const sure = [0.9375, 0.0625, 0];
  const unsure = [0.5, 0.25, 0.25];
  test.each<[string, ReturnType<typeof decided>, object]>([
    ['a sure choice is accepted', decided(sure), { kind: 'accept', category: 'PAY', confidence: 0.9375 }],
    ['an unsure choice is escalated', decided(unsure), { kind: 'escalate', threshold: 0.75 }],
    ['a sure choice out of taxonomy is reviewed', decided(sure, 0.9), { kind: 'review', reason: 'out_of_taxonomy' }],
    ['an unsure choice out of taxonomy too', decided(unsure, 0.9), { kind: 'review', reason: 'out_of_taxonomy' }],
    ['language comes first', decided(sure, 0.9, 'de'), { kind: 'review', reason: 'unsupported_language' }],
    ['also before the threshold', decided(unsure, 0, 'de'), { kind: 'review', reason: 'unsupported_language' }],
    ['an unknown language is no reason', decided(sure, 0, null), { kind: 'accept' }],
    ['an out-of-taxonomy score that nobody saw is no reason', decided(sure, null), { kind: 'accept' }],
    ['nor is one just below its threshold', decided(sure, 0.4999), { kind: 'accept' }],
    ['one equal to its threshold is', decided(sure, 0.5), { kind: 'review', reason: 'out_of_taxonomy' }],
    ['a probability equal to its threshold is enough', decided([0.75, 0.25, 0]), { kind: 'accept', confidence: 0.75 }],
    ['one just below is not', decided([0.7499, 0.2501, 0]), { kind: 'escalate' }],
  ])('%s', (_what, decision, expected) => {
    expect(decision).toMatchObject(expected);
  });

  test('the threshold is that of the chosen category', () => {
    const scores = scoresOf([0.25, 0.625, 0.125]);
    expect(decide(english, scores, codes, withThresholds([0, 0.75, 0]))).toMatchObject({ kind: 'escalate' });
    expect(decide(english, scores, codes, withThresholds([1, 0.5, 1]))).toMatchObject({ kind: 'accept' });
  });

  test('when a category may never be accepted, then certainty is not enough and the event says no threshold', () => {
    const never = withThresholds([Number.POSITIVE_INFINITY, 0, 0]);
    expect(decide(english, scoresOf([1, 0, 0]), codes, never)).toMatchObject({ kind: 'escalate', threshold: null });
  });
});

test('a category that is never asked about goes to review', () => {
  const rules = { ...policy, frontier: { ...policy.frontier, neverAsked: ['ACCESS'] } };
  expect(decide(english, scoresOf([0.25, 0.5, 0.25]), codes, rules)).toMatchObject({
    kind: 'review',
    reason: 'low_confidence',
  });
  expect(decide(english, scoresOf([0.5, 0.25, 0.25]), codes, rules)).toMatchObject({ kind: 'escalate' });
});

test('a protected category goes on to the second opinion, however far down it stands', () => {
  const seven = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
  const rules = {
    ...policy,
    thresholds: seven.map(() => 1),
    frontier: { ...policy.frontier, neverLower: { F: 0.1, G: 0.1 } },
  };
  const scores = scoresOf([0.2, 0.19, 0.18, 0.16, 0.13, 0.11, 0.03]);
  expect(decide(english, scores, seven, rules).candidates.map(({ category }) => category)).toEqual([
    'A',
    'B',
    'C',
    'D',
    'E',
    'F',
  ]);
});

describe('candidates', () => {
  test('are best first, whatever is decided', () => {
    const best = [
      { category: 'TERMINAL', probability: 0.75 },
      { category: 'PAY', probability: 0.25 },
      { category: 'ACCESS', probability: 0 },
    ];
    for (const outcome of [decided([0.25, 0, 0.75]), decided([0.25, 0, 0.75], 1), decided([0.25, 0, 0.75], 0, 'de')]) {
      expect(outcome.candidates).toEqual(best);
    }
  });

  test('when they tie, then they keep the order of the taxonomy', () => {
    expect(decided([0.25, 0.375, 0.375]).candidates.map(({ category }) => category)).toEqual([
      'ACCESS',
      'TERMINAL',
      'PAY',
    ]);
  });

  test('when there are many categories, then five are named', () => {
    const many = Array.from({ length: 20 }, (_, i) => `C-${i}`);
    const scores = scoresOf(many.map((_, i) => i / 190));
    const { candidates } = decide(english, scores, many, withThresholds(many.map(() => 0.5)));
    expect(candidates.map(({ category }) => category)).toEqual(['C-19', 'C-18', 'C-17', 'C-16', 'C-15']);
  });
});

test('whatever the scores, there is one decision, and accepted means as sure as the threshold asks', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const size = fc.integer({ min: 1, max: 30 });
  const cases = size.chain((n) =>
    fc.record({
      weights: fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: n, maxLength: n }),
      thresholds: fc.array(fc.oneof(share, fc.constant(Number.POSITIVE_INFINITY)), { minLength: n, maxLength: n }),
      outOfTaxonomy: fc.option(share),
      outOfTaxonomyThreshold: share,
      language: fc.constantFrom('en', 'de', null),
    }),
  );
  fc.assert(
    fc.property(cases, ({ weights, thresholds, outOfTaxonomy, outOfTaxonomyThreshold, language }) => {
      const sum = weights.reduce((a, b) => a + b, 0);
      const scores = scoresOf(
        weights.map((w) => w / sum),
        outOfTaxonomy,
      );
      const all = weights.map((_, i) => `C-${i}`);
      const decision = decide({ language }, scores, all, { ...policy, thresholds, outOfTaxonomyThreshold });
      const isOutside = outOfTaxonomy !== null && outOfTaxonomy >= outOfTaxonomyThreshold;
      const best = all.indexOf(decision.candidates[0]?.category ?? '');
      const isSure = (scores.probabilities[best] ?? 0) >= (thresholds[best] ?? 0);
      expect(decision.kind).toBe(language === 'de' || isOutside ? 'review' : isSure ? 'accept' : 'escalate');
      expect(scores.probabilities[best]).toBe(Math.max(...scores.probabilities));
      if (decision.kind === 'accept') {
        expect(decision.category).toBe(all[best]);
        expect(decision.confidence).toBeGreaterThanOrEqual(thresholds[best] ?? 1);
      }
    }),
  );
});

test.each([
  ['', '', false],
  ['!?', '🙂 …\n--', false],
  ['', 'E-203', true],
  ['Hello', '', true],
  ['', '支払い', true],
])('subject %j with body %j is readable: %s', (subject, body, readable) => {
  const ticket = { ticketId: 'T-1', revision: 1, channel: 'chat', attachments: [], extra: {}, subject, body } as const;
  expect(isReadable(cleanTicket({ ...ticket, attachments: [] }))).toBe(readable);
});
