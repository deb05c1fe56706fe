import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { categoryFindings, fewestToFitOutside } from '../../service/data-check/category-findings.ts';
import { expectedCounts } from '../../service/data-check/expected-counts.ts';
import { projectRoot } from '../../service/project-root.ts';
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
  const strays = [
    ...tickets(8, { label: null, split: 'validation' }),
    ...(['calibration', 'test'] as const).map((split) => ticket({ label: null, split })),
  ];

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
    expect(findings[1]?.examples[0]?.note).toBe(
      'ACCESS: about 1 in validation, about 2 in calibration, about 1 in test',
    );
  });

  const countsOf = (of: Record<string, number>, given: readonly { label: string | null; split: 'test' }[] = []) => {
    const undivided = Object.entries(of).flatMap(([label, count]) =>
      tickets(count, { label: label === 'null' ? null : label, split: 'undivided' }),
    );
    const expected = expectedCounts([...undivided, ...given]);
    const label = (name: string) => (name === 'null' ? null : name);
    return Object.keys(of).map((name) =>
      ['train' as const, ...expected.carved].map((split) => expected.of(label(name), split)),
    );
  };

  test('categories are divided as training divides them: the first ticket is learnt from, and none is lost', () => {
    // What `assign` of training-data/fine-tuning/split.py makes of as many tickets that do not resemble each other.
    expect(countsOf({ A: 1, B: 4, C: 7, D: 13 })).toEqual([
      [1, 0, 0, 0],
      [2, 0, 1, 1],
      [4, 1, 1, 1],
      [8, 1, 2, 2],
    ]);
    const test = ['A', 'B'].map((label) => ({ label, split: 'test' as const }));
    expect(countsOf({ A: 40, B: 20 }, test)).toEqual([
      [30, 4, 6],
      [15, 2, 3],
    ]);
  });

  test('of many small categories calibration gets as many as training puts there, not none', () => {
    const many = Array.from({ length: 200 }, (_, i) => `C${i}`);
    const given = many.flatMap((label) => tickets(3, { label, split: 'undivided' }));
    const [finding] = categoryFindings(given, many).filter(({ kind }) => kind === 'calibration_too_small');
    expect(finding).toMatchObject({ count: 100 });
    expect(finding?.message).toMatch(/^calibration will have about 100 tickets of a category, too few/);
    expect(finding?.remedy).toMatch(/^add tickets;/);
  });

  test('no ticket out of taxonomy is said of none at all, and few of too few to be divided', () => {
    const about = (strays: number) => {
      const given = ['PAY', 'ACCESS'].flatMap((label) => tickets(1000, { label, split: 'undivided' }));
      const all = [...given, ...tickets(strays, { label: null, split: 'undivided' })];
      return categoryFindings(all, ['PAY', 'ACCESS']).map(({ message }) => message);
    };
    expect(about(0)).toEqual(['no ticket out of taxonomy (label null) in validation, calibration, test']);
    expect(about(3)).toEqual([
      '3 tickets are out of taxonomy (label null): too few for training to put some in each of validation, calibration, test',
    ]);
    expect(about(10)).toEqual([
      'validation will have about 1 ticket out of taxonomy (label null), too few to fit to how such tickets are recognised: that takes 8',
    ]);
    expect(about(80)).toEqual([]);
  });

  test('when validation has fewer out of taxonomy than training fits to, then it is told, and what they are for', () => {
    const [finding, ...others] = categoryFindings([...enough(), ...strays.slice(1)], codes);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: 'few_out_of_taxonomy', count: 7 });
    expect(finding?.message).toMatch(/^validation has 7 tickets out of taxonomy/);
    expect(finding?.remedy).toContain('fitted on validation (to 8 or more), counts as errors in calibration');
  });

  test('the fewest to fit to are those of the training', async () => {
    const source = await readFile(join(projectRoot, 'training-data/fine-tuning/calibrate.py'), 'utf8');
    expect(source).toContain(`\nFEWEST_OUTSIDE = ${fewestToFitOutside}\n`);
  });

  test('augmented tickets are learnt from, and none of them is put in another split', () => {
    const given = [
      ...tickets(20, { label: 'PAY' }),
      ...tickets(1000, { label: 'PAY', split: 'augmented' }),
      ...tickets(5, { label: 'ACCESS', split: 'augmented' }),
    ];
    const expected = expectedCounts(given);
    expect(expected.carved).toEqual(['validation', 'calibration', 'test']);
    const of = (label: string) => (['train', ...expected.carved] as const).map((split) => expected.of(label, split));
    expect(of('PAY')).toEqual([1012, 2, 3, 3]);
    expect(of('ACCESS')).toEqual([5, 0, 0, 0]);
  });

  test('only what training divides is told as about so many', () => {
    const given = ['PAY', 'ACCESS'].flatMap((label) => [...tickets(100, { label }), ticket({ label, split: 'test' })]);
    const few = [...given, ...tickets(9, { label: 'TERMINAL' }), ticket({ label: 'TERMINAL', split: 'test' })];
    const [, finding] = categoryFindings(few, codes);
    expect(finding?.kind).toBe('few_to_measure_with');
    expect(finding?.examples.map(({ note }) => note)).toContain(
      'TERMINAL: about 1 in validation, about 1 in calibration, 1 in test',
    );
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
    expect(messageFor(201)).toContain('so 75 % have to be'); // 74 % of them are 148
    expect(messageFor(298)).toBeUndefined();
  });

  test('where a single category has tickets, it is said that training refuses that', () => {
    expect(kinds(categoryFindings(tickets(20), ['PAY', 'ACCESS']))).toContain('fewer_than_two_categories');
  });
});
