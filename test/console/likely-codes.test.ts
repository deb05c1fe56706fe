import { describe, expect, it } from 'vitest';
import { likelyCodes } from '../../service/console/ticket/likely-codes.ts';
import { reviewed, routed } from '../review/support/records.ts';

const candidates = (...codes: string[]) => codes.map((category) => ({ category, probability: 0.1 }));

describe('where a ticket may belong', () => {
  it('is, of a routed ticket, also what a person said and what the model thinks of its text', () => {
    const decision = { choice: 'PAY', event: routed({ offset: 1 }) };
    expect(likelyCodes(decision, { category: 'ACCESS' }, candidates('PAY', 'TERMINAL'))).toEqual([
      'PAY',
      'ACCESS',
      'TERMINAL',
    ]);
    expect(likelyCodes(decision, { category: null }, [])).toEqual(['PAY']);
  });

  it('keeps its order when the model is heard last, and is no long list', () => {
    const decision = { choice: 'ACCESS', event: reviewed({ offset: 1 }) };
    const before = likelyCodes(decision, null, []);
    const after = likelyCodes(decision, null, candidates('A', 'B', 'C', 'D', 'E', 'F', 'G'));
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after).toHaveLength(6);
  });
});
