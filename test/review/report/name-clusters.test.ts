import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonWords } from '../../../service/review/report/common-words.ts';
import { nameClusters } from '../../../service/review/report/name-clusters.ts';

const texts = [
  'Hi team,\nis the vacancy for a Settlement Analyst open? My CV is attached.\nKind regards, [NAME-1]',
  'Dear Meridian, I apply as Settlement Analyst. See my CV of 2026, 14 pages.',
  'settlement analyst vacancy: whom do I send a CV to, please? Thanks',
  'Hello Meridian, Automatic Reply: I am out of office until 14 November',
  'AUTOMATIC REPLY: out of office, thanks for your mail',
  'Automatic reply - Meridian, I am out of office and read no mail',
  'Meridian, the snow in your car park',
  'Meridian Meridian, a lovely song about trains trains trains',
];
const clusters = [
  [0, 1, 2],
  [3, 4, 5],
];

test('a group is named by the phrases that its tickets share and others lack, as they are mostly written', () => {
  const [jobs, absent] = nameClusters(clusters, texts);
  expect(jobs?.terms.slice(0, 2)).toEqual(['Settlement Analyst', 'vacancy']);
  expect(jobs?.name).toBe('Settlement Analyst, vacancy');
  expect(absent?.terms[0]).toMatch(/^automatic reply$/i);
  expect(absent?.name).toContain('office');
});

test('no common word, number, greeting or masked place is in a name, and no word twice', () => {
  for (const { name, terms } of nameClusters(clusters, texts)) {
    const words = terms.flatMap((term) => term.toLowerCase().split(' '));
    expect(words.filter((word) => commonWords.has(word) || /\d|name/.test(word))).toEqual([]);
    expect(new Set(words).size).toBe(words.length);
    expect(name).not.toMatch(/meridian/i);
  }
});

test('phrases end at punctuation and at masked places', () => {
  const [{ terms } = { terms: [] }] = nameClusters(
    [[0, 1]],
    ['blue [NAME-1] whale, song', 'blue [NAME-2] whale, song'],
  );
  expect(terms.toSorted()).toEqual(['blue', 'song', 'whale']);
});

test('what one ticket says many times names nothing; without shared words the name says so', () => {
  const own = ['zebra zebra zebra', 'yak yak yak', 'xerus'];
  expect(nameClusters([[0, 1, 2]], own)).toEqual([{ name: 'Short notes', terms: [] }]);
});

test('the order of the tickets changes no name, whatever they say', () => {
  const text = fc.array(fc.constantFrom('card', 'Card', 'reader', 'the', 'lost', 'parcel', '7', '.', '\n'), {
    maxLength: 9,
  });
  fc.assert(
    fc.property(fc.array(text, { minLength: 3, maxLength: 8 }), (given) => {
      const said = given.map((words) => words.join(' '));
      const members = [...said.keys()].slice(0, 3);
      const turned = members.map((i) => said.length - 1 - i);
      expect(nameClusters([turned], said.toReversed())).toEqual(nameClusters([members], said));
    }),
  );
});
