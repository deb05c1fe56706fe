import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { Category, RoutingEvent as MeridianEvent } from '../../service/contracts/generated/categories.ts';
import {
  createRoutingEventValidator,
  type NeedsReviewEvent,
  type RoutedEvent,
  routingEventSchema,
} from '../../service/contracts/routing-event.ts';
import { frontierEvent, reviewEvent, routedEvent, taxonomy } from '../support/fixtures.ts';

const validate = createRoutingEventValidator(taxonomy);
const withCandidates = (...pairs: [string, number][]) => ({
  ...reviewEvent,
  candidates: pairs.map(([category, probability]) => ({ category, probability })),
});
const withConfidence = (confidence: unknown) => ({
  ...routedEvent,
  decidedBy: { ...routedEvent.decidedBy, confidence },
});
const without = (event: object, field: string) =>
  Object.fromEntries(Object.entries(event).filter(([k]) => k !== field));

describe('an event is published', () => {
  test.each([
    ['routed by the model', routedEvent],
    ['routed by a frontier model', frontierEvent],
    ['for review', reviewEvent],
    ['for review, with nothing to read', { ...reviewEvent, reason: 'no_text', candidates: [], language: null }],
    ['for review, with candidates of equal probability', withCandidates(['PAY', 0.5], ['ACCESS', 0.5])],
  ])('%s', (_kind, event) => {
    expect(validate(event)).toEqual(event);
  });
});

describe('an event is refused', () => {
  const { route } = routedEvent;
  test.each<[string, unknown, string]>([
    ['with a category that the taxonomy does not have', { ...routedEvent, category: 'REFUND' }, 'category'],
    ['with an unknown field', { ...routedEvent, note: 'x' }, 'note'],
    ['with an unknown field within', { ...routedEvent, source: { ...routedEvent.source, key: 'x' } }, 'key'],
    ['with the text of the ticket', { ...reviewEvent, body: 'my card' }, 'body'],
    ['with candidates although it is routed', { ...routedEvent, candidates: [] }, 'candidates'],
    ['with a confidence above 1', withConfidence(1.01), 'confidence'],
    ['with a negative confidence', withConfidence(-0.01), 'confidence'],
    ['with a confidence that is no number', withConfidence(Number.NaN), 'confidence'],
    ['with a confidence in words', withConfidence('0.9'), 'confidence'],
    [
      'with a confidence of a frontier model',
      { ...frontierEvent, decidedBy: { ...frontierEvent.decidedBy, confidence: 0.9 } },
      'confidence',
    ],
    ['with the queue of another category', { ...routedEvent, route: { ...route, queue: 'access' } }, 'queue'],
    ['with the team of another category', { ...routedEvent, route: { ...route, team: 'support' } }, 'team'],
    ['with an unknown reason', { ...reviewEvent, reason: 'felt_like_it' }, 'reason'],
    ['with an unknown decision', { ...reviewEvent, decision: 'ignored' }, 'decision'],
    ['with candidates out of order', withCandidates(['PAY', 0.3], ['ACCESS', 0.6]), 'candidates'],
    ['with a candidate twice', withCandidates(['PAY', 0.6], ['PAY', 0.3]), 'candidates'],
    ['with six candidates', withCandidates(...Array<[string, number]>(6).fill(['PAY', 0.1])), 'candidates'],
    ['with a fraction as offset', { ...routedEvent, source: { ...routedEvent.source, offset: 0.5 } }, 'offset'],
    ['with a day that does not exist', { ...routedEvent, decidedAt: '2025-02-30T00:00:00.000Z' }, 'decidedAt'],
    ['with a language in words', { ...routedEvent, language: 'english' }, 'language'],
  ])('%s', (_what, event, field) => {
    expect(() => validate(event)).toThrow(field);
  });

  test.each([routedEvent, reviewEvent].flatMap((event) => Object.keys(event).map((field) => ({ event, field }))))(
    'of kind $event.decision without $field',
    ({ event, field }) => {
      expect(() => validate(without(event, field))).toThrow(field);
    },
  );
});

test('when any one field is changed, then the event is refused or comes out exactly as it went in', () => {
  const events = [routedEvent, frontierEvent, reviewEvent];
  const places = events.flatMap((event) => pathsOf(event).map((path) => ({ event, path })));
  const plausible = fc.constantFrom('PAY', 'ACCESS', 'P1', 'routed', 'frontier', 'no_text', '', 0, 0.5, 1, 2, [], null);
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.oneof(fc.anything(), plausible), ({ event, path }, value) => {
      const changed = structuredClone(event) as object;
      const parent = path.slice(0, -1).reduce<object>((at, step) => Reflect.get(at, step), changed);
      Reflect.set(parent, path.at(-1) ?? '', value);
      const result = attempt(() => validate(changed));
      if ('value' in result) expect(result.value).toStrictEqual(changed);
      else expect(result.error).toMatchObject({ issues: expect.any(Array) });
    }),
    { numRuns: 2_000 },
  );
});

describe('types', () => {
  test('when the codes are literals, then the category is their union and nothing else compiles', () => {
    const schema = routingEventSchema(['PAY', 'ACCESS']);
    type Event = z.infer<typeof schema>;
    expectTypeOf<Extract<Event, { decision: 'routed' }>['category']>().toEqualTypeOf<'PAY' | 'ACCESS'>();
    expectTypeOf<RoutedEvent<'PAY'>['category']>().toEqualTypeOf<'PAY'>();
    expectTypeOf<Extract<MeridianEvent, { decision: 'routed' }>['category']>().toEqualTypeOf<Category>();
    expectTypeOf<'PAY'>().not.toExtend<Category>();
    // @ts-expect-error: not one of the codes
    const wrong: RoutedEvent<'PAY' | 'ACCESS'>['category'] = 'REFUND';
    expect(schema.safeParse({ ...routedEvent, category: wrong }).success).toBe(false);
    expect(schema.parse(routedEvent)).toEqual(routedEvent);
  });

  test('when the decision is known, then only its own fields can be read', () => {
    expectTypeOf<RoutedEvent>().not.toHaveProperty('reason');
    expectTypeOf<NeedsReviewEvent>().not.toHaveProperty('category');
    expectTypeOf<NeedsReviewEvent['reason']>().toEqualTypeOf<
      | 'no_text'
      | 'unsupported_language'
      | 'out_of_taxonomy'
      | 'low_confidence'
      | 'frontier_unavailable'
      | 'frontier_unusable'
      | 'budget_exhausted'
      | 'models_disagree'
      | 'protected_category'
      | 'suspected_injection'
    >();
    expect(Object.keys(routingEventSchema(['PAY']).parse(reviewEventOf('PAY')))).not.toContain('category');
  });
});

const reviewEventOf = (category: string) => withCandidates([category, 0.4]);

function attempt<T>(run: () => T): { value: T } | { error: unknown } {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
}

/** Every field of every object within, and one more field for each object. */
function pathsOf(value: object, path: string[] = []): string[][] {
  const own = Object.entries(value).flatMap(([key, inner]) => [
    [...path, key],
    ...(typeof inner === 'object' && inner !== null ? pathsOf(inner, [...path, key]) : []),
  ]);
  return Array.isArray(value) ? own : [...own, [...path, 'unexpected']];
}
