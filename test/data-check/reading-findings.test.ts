import { describe, expect, test } from 'vitest';
import { personalDataFindings, realLooking } from '../../service/data-check/personal-data.ts';
import { type ReadBy, readingFindings } from '../../service/data-check/reading-findings.ts';
import { countWords } from '../../service/data-check/ticket-counts.ts';
import { ticket } from './ticket.ts';

describe('what is read', () => {
  const readBy: ReadBy = {
    supportedLanguages: new Set(['en']),
    length: { most: 8, lengthOf: ({ body }) => countWords(body), isExact: false },
  };

  test('unknown channels are told, and other spellings of known ones are not', () => {
    const channels = ['E-Mail', 'web form', undefined, null, 'fax', 5];
    const given = channels.map((channel) => ticket({ channel, body: 'late payout' }));
    expect(readingFindings(given, readBy)).toMatchObject([
      { kind: 'unknown_channel', count: 2, examples: [{ note: '"fax"' }, { note: '5' }] },
    ]);
  });

  test('a language that the policy does not support is told of tickets with a category', () => {
    const body = 'Guten Tag, seit Montag ist keine Auszahlung angekommen.';
    const findings = readingFindings([ticket({ body }), ticket({ body, label: null })], readBy);
    expect(findings).toMatchObject([{ kind: 'unsupported_language', count: 1, examples: [{ note: 'de' }] }]);
    expect(findings[0]?.message).toContain('in calibration they count like the others');
    expect(readingFindings([ticket({ body })], { ...readBy, supportedLanguages: new Set(['de']) })).toEqual([]);
  });

  test('longer texts than the model reads are told, the longest first', () => {
    const given = [8, 9, 12].map((words) => ticket({ body: Array(words).fill('payout').join(' ') }));
    expect(readingFindings(given, readBy)).toMatchObject([
      { kind: 'longer_than_read', count: 2, examples: [{ note: '12 words' }, { note: '9 words' }] },
    ]);
    expect(readingFindings(given, readBy)[0]?.message).toContain('the about 8 words that the model reads (66.7 %)');
  });
});

describe('personal data', () => {
  test('is counted by kind, and its value is never told', () => {
    const secret = 'anna.berg@gmx.de';
    const findings = personalDataFindings([
      ticket({ body: `Please write to ${secret} or ring +49 171 8294613.` }),
      ticket({ body: 'My card 4539 5787 6362 1486 was charged twice.' }),
      ticket(),
    ]);
    expect(findings).toMatchObject([{ kind: 'personal_data', count: 2 }]);
    expect(findings[0]?.message).toContain('1 card number, 1 e-mail address, 1 phone number');
    expect(JSON.stringify(findings)).not.toMatch(/anna|8294613|4539/);
  });

  test.each([
    ['an address that nobody can have', 'write to kim@shop.example or kim@example.org'],
    ['a number of films', 'ring me on 01632 960 388 or 202 555 0148'],
    ['a number of films in words', 'call five one two, five five five, oh one four three'],
    ['a test card', 'the card 4242 4242 4242 4242 or 4111 1111 1111 1111'],
    ['a key that was shortened', 'the live secret sk_live_••••c07'],
  ])('%s is evidently made up', (_what, text) => {
    expect(realLooking(text)).toEqual([]);
  });
});
