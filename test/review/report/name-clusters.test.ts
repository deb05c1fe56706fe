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

const nameOf = (own: readonly string[]) => nameClusters([[...own.keys()]], own)[0]?.name;

test('when a word is in subjects, then it names its group before what is only said on the way', () => {
  expect(
    nameOf([
      'Sponsorship of our club\nWe found your website and look for a new partner. Our club would show your logo.',
      'Sponsorship\nI found your website. Would you pay for the shirts of our team?',
      'Our school fair: sponsorship?\nThe fair is in June, your logo on all posters and on our website.',
    ]),
  ).toMatch(/^Sponsorship\b/);
});

test('what is said in any ticket whatever is in no name, in other languages neither', () => {
  const name = nameOf([
    'Application 4471\nHello, please find my papers attached. I can send more information. Number 0151 2345',
    'Application\nHi, attached are my papers, please contact me. My number is in the papers.',
    'Job\nIch möchte mich bewerben und habe eine Frage, application attached, papers too. Bitte helfen Sie',
    'Kellner\nIch suche eine Stelle und habe viel Erfahrung, papers follow',
  ]);
  expect(name).toMatch(/^(?:Application, papers|Papers, application)$/i);
});

test('when only chance brings the words together, then the most typical subject is the name, cut and without ids', () => {
  const own = [
    'Re: Thank you for the quick answer to case #481920 from the whole kitchen and bar of ours\nKisses, the salon is happy',
    'Happy holidays\nkisses to all',
    'Snow\nthe salon is closed',
    'Trains\na song',
  ];
  expect(nameOf(own)).toBe('Thank you for the quick answer to case from the…');
  expect(nameOf(own.map((text) => text.replace(/^.*\n/, '\n')))).toBe('Kisses, salon');
});

test('when a subject turns what stands beside it, then the name does not', () => {
  const own = [
    'Wedding \u202egnidnuf\nKisses, the salon is happy',
    'Holidays\nkisses to all',
    'Snow\nthe salon is closed',
    'Trains\na song',
  ];
  expect(nameOf(own)).toBe('Wedding gnidnuf');
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
