import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseText } from '../../service/intake/normalise-text.ts';

const code = (...points: number[]): string => String.fromCodePoint(...points);

describe('normaliseText', () => {
  test.each([
    ['decomposed letters are composed', 'Zu\u0308rich cafe\u0301', 'Zürich café'],
    ['line ends are unified', 'a\r\nb\rc\u2028d\u2029e\u0085f\vg', 'a\nb\nc\nd\ne\nf\ng'],
    ['spaces of all widths and tabs are spaces', 'a\u00a0b\u2009c\u202fd\u3000e\tf', 'a b c d e f'],
    ['runs of blank lines collapse', 'a\n\n \n\t\n\nb', 'a\n\nb'],
    ['white space at the ends of lines and of the text goes', '\n\n a  \nb \n\n', ' a\nb'],
    ['zero-width spaces, word joiners and marks go', 're\u200bfu\u2060nd\ufeff', 'refund'],
    ['joiners between Latin letters go', 'pay\u200dpal pay\u200cout', 'paypal payout'],
    ['soft hyphens go', 'Rück\u00aderstat\u00adtung', 'Rückerstattung'],
    ['bidi controls go', '\u202eabc\u202c \u2066x\u2069 \u200fمرحبا\u200e \u061c!', 'abc x مرحبا !'],
    ['control characters go', `a${code(0, 7, 8, 0x1b)}b${code(0x7f, 0x80)}c`, 'abc'],
    ['terminal colours go as a whole', `${code(0x1b)}[31mERROR${code(0x1b)}[0m failed`, 'ERROR failed'],
    ['text hidden in tag characters goes', `hi${code(0xe0049, 0xe0067, 0xe006e)}!`, 'hi!'],
    ['lone surrogates are replaced', 'a\ud800b', 'a\uFFFDb'],
    [
      'full-width letters and digits become plain',
      'ＥＲＲＯＲ　１２３ ｐａｙ＠ｓｈｏｐ．ｅｘａｍｐｌｅ',
      'ERROR 123 pay@shop.example',
    ],
    ['Latin ligatures are taken apart', 'oﬃce ﬁrst ﬂow', 'office first flow'],
    ['styled letters become plain', '𝐔𝐫𝐠𝐞𝐧𝐭 𝟐𝟒', 'Urgent 24'],
    ['joined forms of Arabic letters become letters', 'ﻣﺮﺣﺒﺎ ﻻ', 'مرحبا لا'],
  ])('%s', (_name, raw, normalised) => {
    expect(normaliseText(raw)).toBe(normalised);
  });

  test.each([
    ['Arabic phrases and vowel marks', 'ﷺ مَرْحَبًا ١٢٣'],
    ['Persian joiners', 'می\u200cخواهم'],
    ['Indic joiners', 'क\u094d\u200dष'],
    ['emoji of several characters', '👩\u200d💻 ❤\uFE0F 1\uFE0F\u20E3 🇦🇪'],
    ['CJK punctuation and fractions', '写道：「你好」，½ kg、x² ™'],
    ['indentation and inner spaces', 'if (x) {\n    y  = 1;\n}'],
  ])('%s stay as they are', (_name, text) => {
    expect(normaliseText(text)).toBe(text);
  });

  test('piled-up marks are thinned, ordinary ones are not', () => {
    expect(normaliseText(`Z${'\u0335'.repeat(5000)}o`).length).toBeLessThan(12);
    expect(normaliseText('ế ậ ُّ')).toBe('ế ậ ُّ');
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc
      .array(
        fc.constantFrom(
          ...[
            'a',
            'ﬁ',
            'Ａ',
            ' ',
            '\n',
            '\r',
            '\t',
            '\u00a0',
            '\u200b',
            '\u200c',
            '\u200d',
            '\u0301',
            '\u0344',
            '\u0327',
            '\ufe0f',
          ],
          ...[
            'م',
            'ﻻ',
            '👩',
            '\ud800',
            '\udc00',
            '\u001b',
            '[31m',
            '\u2028',
            '\u0085',
            '\u1100',
            '\u1161',
            '\u0958',
            'क',
            '\u094d',
            '\ufeff',
          ],
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join('')),
  );

  test('a joiner whose neighbours change places when marks are sorted is judged by its last neighbours', () => {
    const once = normaliseText('\u0915\u0951\u094D\u200C\u0958');
    expect(normaliseText(once)).toBe(once);
  });

  test('normalising twice is normalising once, and the result is well-formed NFC', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normaliseText(text);
        expect(normaliseText(once)).toBe(once);
        expect(once.normalize('NFC')).toBe(once);
        expect(/\p{Surrogate}/u.test(once)).toBe(false);
        expect(once).not.toMatch(/\n\n\n| \n|\r/);
      }),
      { numRuns: 1000 },
    );
  });
});
