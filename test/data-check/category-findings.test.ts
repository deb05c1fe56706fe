import { describe, expect, test } from 'vitest';
import { categoryFindings } from '../../service/data-check/category-findings.ts';
import { expectedCounts } from '../../service/data-check/expected-counts.ts';
import { ticket, tickets } from './ticket.ts';

const kinds = (findings: readonly { kind: string }[]) => findings.map(({ kind }) => kind);

describe('categories', () => {
  const codes = ['PAY', 'ACCESS', 'TERMINAL'];
  const enough = () =>
    codes.flatMap((label) => [
      ...tickets(10, { label }),
      ...(['validation', 'test'] as const).flatMap((split) => tickets(5, { label, split })),
      ...tickets(100, { label, split: 'calibration' }),
    ]);
  const strays = (['validation', 'calibration', 'test'] as const).map((split) => ticket({ label: null, split }));

  test('with enough of each there is nothing to tell', () => {
    expect(categoryFindings([...enough(), ...strays], codes)).toEqual([]);
  });

  test('one without tickets, and splits with few, are told with their counts', () => {
    const given = [...enough(), ...strays].filter(
      ({ label, split }) => label !== 'TERMINAL' && !(label === 'ACCESS' && split === 'test'),
    );
    const few = [...given.slice(1), ticket({ label: 'ACCESS', split: 'test' })];
    expect(categoryFindings(few, codes)).toMatchObject([
      { kind: 'category_without_tickets', count: 1, examples: [{ note: 'TERMINAL' }] },
      { kind: 'few_to_learn_from', count: 1, examples: [{ note: 'PAY: 9' }] },
      { kind: 'few_to_measure_with', count: 1, examples: [{ note: 'ACCESS: 1 in test' }] },
      { kind: 'calibration_too_small', count: 200 },
    ]);
  });

  test('a file that is not divided is judged by what training will make of it', () => {
    const given = [
      ...tickets(100, { label: 'PAY', split: 'undivided' }),
      ...tickets(10, { label: 'ACCESS', split: 'undivided' }),
    ];
    const expected = expectedCounts(given);
    expect(expected.carved).toEqual(['validation', 'calibration', 'test']);
    expect(['train', ...expected.carved].map((split) => expected.of('PAY', split as 'train'))).toEqual([
      60, 10, 15, 15,
    ]);
    const findings = categoryFindings(given, ['PAY', 'ACCESS']);
    expect(kinds(findings)).toEqual([
      'few_to_learn_from',
      'few_to_measure_with',
      'imbalance',
      'calibration_too_small',
      'no_out_of_taxonomy',
    ]);
    expect(findings[1]?.examples[0]?.note).toBe('ACCESS: about 1 in validation, 2 in calibration, 2 in test');
  });

  test('a test file alone is measured with, and nobody learns from it', () => {
    const given = ['PAY', 'ACCESS'].flatMap((label) => tickets(5, { label, split: 'test' }));
    expect(categoryFindings([...given, ticket({ label: null, split: 'test' })], ['PAY', 'ACCESS'])).toEqual([]);
  });

  test('fewer than 149 calibration tickets show no threshold, and up to twice as many hardly one', () => {
    const messageFor = (count: number) =>
      categoryFindings(tickets(count, { split: 'calibration' }), ['PAY']).find(
        ({ kind }) => kind === 'calibration_too_small',
      )?.message;
    expect(messageFor(148)).toContain(
      '148 tickets of a category, too few for a threshold at 2 % error: that takes 149',
    );
    expect(messageFor(200)).toContain('takes 149 accepted ones, all of them right, so 75 % have to be');
    expect(messageFor(298)).toBeUndefined();
  });

  test('where a single category has tickets, it is said that training refuses that', () => {
    expect(kinds(categoryFindings(tickets(20), ['PAY', 'ACCESS']))).toContain('fewer_than_two_categories');
  });
});
