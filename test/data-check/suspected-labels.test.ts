import { expect, test } from 'vitest';
import { type Opinion, suspectedLabelFindings, suspectedLabels } from '../../service/data-check/suspected-labels.ts';
import { ticket } from './ticket.ts';

const opinion = (label: string | null, rest: Partial<Opinion>): Opinion => ({
  ticket: ticket({ label }),
  category: 'ACCESS',
  probability: 0.95,
  isRouted: true,
  counts: true,
  ...rest,
});

test('labels are in doubt where the model is sure of another category, the surest first', () => {
  const suspects = suspectedLabels([
    opinion('PAY', { probability: 0.9 }),
    opinion('PAY', { probability: 0.99, isRouted: false }),
    opinion('PAY', { probability: 0.89 }),
    opinion('ACCESS', { probability: 0.99 }),
  ]);
  expect(suspects.map(({ label, suggested, confidence }) => [label, suggested, confidence])).toEqual([
    ['PAY', 'ACCESS', 0.99],
    ['PAY', 'ACCESS', 0.9],
  ]);
});

test('a ticket of no category is in doubt when it would be routed, however sure the model is otherwise', () => {
  const suspects = suspectedLabels([
    opinion(null, { probability: 0.8 }),
    opinion(null, { probability: 0.99, isRouted: false }),
  ]);
  expect(suspects).toMatchObject([{ label: null, suggested: 'ACCESS', confidence: 0.8 }]);
});

test('what the model takes for text of no category, or cannot read, says nothing against a label', () => {
  expect(suspectedLabels([opinion('PAY', { counts: false })])).toEqual([]);
});

test('the finding says where, which label, and what is suggested', () => {
  const suspects = suspectedLabels([opinion('PAY', {})]);
  expect(suspectedLabelFindings(suspects, 200, 7)).toMatchObject([
    { count: 1, examples: [{ note: 'labelled PAY, the model says ACCESS (95.0 %)' }] },
  ]);
  expect(suspectedLabelFindings(suspects, 200, 7)[0]?.message).toContain(
    '(0.5 % of 200 tickets that it did not learn)',
  );
  expect(suspectedLabelFindings([], 200, 7)).toEqual([]);
});

test('where nothing tells what the model learnt, nobody says that it did not learn the tickets', () => {
  const [finding] = suspectedLabelFindings(suspectedLabels([opinion('PAY', {})]), 200, null);
  expect(finding?.message).toContain('(0.5 % of 200 tickets; nothing tells which of them it learnt');
  expect(finding?.message).not.toContain('did not learn');
});
