import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areNearDuplicates, nearDuplicates, shingles } from '../../service/data-check/near-duplicates.ts';

/** Every text beside every other. */
function byBruteForce(texts: readonly string[], groups: readonly (string | null)[]): [number, number][] {
  const sets = texts.map(shingles);
  return texts.flatMap((text, i) =>
    texts.flatMap((other, j): [number, number][] => {
      if (j <= i || groups[i] === null || groups[j] === null || groups[i] === groups[j]) return [];
      if (!/\w/.test(text) || !/\w/.test(other)) return [];
      const [a, b] = [sets[i] as Set<string>, sets[j] as Set<string>];
      const shared = [...a].filter((shingle) => b.has(shingle)).length;
      return areNearDuplicates(shared, a.size, b.size) ? [[i, j]] : [];
    }),
  );
}

// Few words, so that runs of three are often shared.
const text = fc.array(fc.constantFrom('a', 'b', 'C'), { maxLength: 9 }).map((words) => words.join(' '));
const copies = fc
  .tuple(fc.array(fc.constantFrom<string>('u', 'v', 'w', 'x', 'y', 'z'), { minLength: 6, maxLength: 14 }), fc.nat(13))
  .map(([words, at]) => [words, words.toSpliced(at % words.length, 1, 'new')].map((some) => some.join(' ')));

test('the pairs found are those of comparing every text with every other', () => {
  const some = fc.tuple(
    fc.array(text, { minLength: 4, maxLength: 12 }),
    fc.array(copies, { minLength: 4, maxLength: 8 }),
  );
  let found = 0;
  fc.assert(
    fc.property(
      some,
      fc.array(fc.constantFrom('train', 'test', 'test', 'validation', null), { minLength: 28, maxLength: 28 }),
      (parts, of) => {
        const texts = [...parts[0], ...parts[1].flat()];
        const groups = texts.map((_, i) => of[i] ?? null);
        const expected = byBruteForce(texts, groups);
        found += expected.length;
        expect(nearDuplicates(texts, groups)).toMatchObject({ pairs: expected, isComplete: true });
      },
    ),
    { numRuns: 500 },
  );
  expect(found).toBeGreaterThan(500);
});

test('three in five shared runs of words make near-duplicates, fewer do not', () => {
  const six = 'one two three four five six'; // four runs
  const eight = `${six} seven`; // five runs, four of them shared: 4/5
  expect(nearDuplicates([six, eight], ['train', 'test']).pairs).toEqual([[0, 1]]);
  expect(areNearDuplicates(3, 4, 4)).toBe(true); // 3 of 5
  expect(areNearDuplicates(2, 4, 4)).toBe(false); // 2 of 6
});

test('short texts are compared as a whole, texts without a word not at all, and case does not count', () => {
  const { pairs } = nearDuplicates(['Thank you', 'thank YOU!', '…', '…', 'thank him'], [...'abcde']);
  expect(pairs).toEqual([[0, 1]]);
});

test('when one template was copied over and over, then the pairs end and it is said that there are more', () => {
  const texts = Array.from({ length: 400 }, (_, i) => `your order of last week has not arrived yet please look ${i}`);
  const { pairs, isComplete } = nearDuplicates(
    texts,
    texts.map((_, i) => (i % 2 ? 'train' : 'test')),
  );
  expect(isComplete).toBe(false);
  expect(pairs.length).toBeGreaterThan(1000);
  expect(pairs.length).toBeLessThanOrEqual(400 * 100);
});

describe('the work does not grow with the square of the texts', () => {
  const words = Array.from({ length: 30 }, (_, i) => `word${i}`).join(' ');
  const groups = (train: number, test: number) => [
    ...Array<string>(train).fill('train'),
    ...Array<string>(test).fill('test'),
  ];

  test('when one group is full of copies of a template, then they are not looked at beside each other', () => {
    const copies = Array.from({ length: 2000 }, (_, i) => `order ${i} ${words}`);
    const found = nearDuplicates([...copies, `order late ${words}`], groups(2000, 1));
    expect(found.pairs).toHaveLength(100);
    expect(found.looks).toBeLessThanOrEqual(2 * 2000);
  });

  test('when all share a few runs and are no near-duplicates, then none is looked at', () => {
    const opening = words.split(' ').slice(0, 14).join(' ');
    const own = (i: number) => Array.from({ length: 6 }, (_, n) => `own${i}x${n}`).join(' ');
    const texts = Array.from({ length: 1000 }, (_, i) => `${opening} ${own(i)}`);
    expect(nearDuplicates(texts, groups(500, 500))).toEqual({ pairs: [], isComplete: true, looks: 0 });
  });
});
