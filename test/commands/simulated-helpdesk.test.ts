import { describe, expect, test } from 'vitest';
import { verdictOn } from '../../service/commands/simulated-helpdesk.ts';
import { correctionSchema } from '../../service/contracts/correction.ts';
import { reviewEvent, routedEvent } from '../support/fixtures.ts';

const parts = { auditRate: 0.02, at: new Date('2026-01-02T03:04:05Z') };
const ids = Array.from({ length: 2_000 }, (_, i) => `T-${i}`);
const verdicts = (event: typeof routedEvent | typeof reviewEvent, truth: string | null) =>
  ids.flatMap((ticketId) => verdictOn({ ...event, ticketId }, truth, parts) ?? []);

describe('the helpdesk of the demo', () => {
  test('it says the same of the same ticket', () => {
    expect(verdicts(routedEvent, 'ACCESS')).toEqual(verdicts(routedEvent, 'ACCESS'));
  });

  test('of right routes it says something in the audit only', () => {
    const said = verdicts(routedEvent, 'PAY');
    expect(new Set(said.map(({ occasion }) => occasion))).toEqual(new Set(['audit']));
    expect(said.length / ids.length).toBeGreaterThan(0.01);
    expect(said.length / ids.length).toBeLessThan(0.03);
  });

  test('of wrong routes it notices about half', () => {
    const unasked = verdicts(routedEvent, null).filter(({ occasion }) => occasion === 'unasked');
    expect(unasked.length / ids.length).toBeGreaterThan(0.4);
    expect(unasked.length / ids.length).toBeLessThan(0.6);
    expect(unasked.every(({ category }) => category === null)).toBe(true);
  });

  test('it reads most of the reviews, by several people, and all it says fits the contract', () => {
    const said = verdicts(reviewEvent, 'ACCESS');
    expect(said.length / ids.length).toBeGreaterThan(0.7);
    expect(new Set(said.map(({ correctedBy }) => correctedBy)).size).toBe(3);
    const schema = correctionSchema(['PAY', 'ACCESS']);
    expect(said.every((correction) => schema.safeParse(correction).success)).toBe(true);
  });
});
