import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { repairMojibake } from '../../service/intake/repair-mojibake.ts';
import { repairQuotedPrintable } from '../../service/intake/repair-quoted-printable.ts';

const readAs = (text: string, encoding: string): string => new TextDecoder(encoding).decode(Buffer.from(text, 'utf8'));

describe('repairMojibake', () => {
  test.each([
    ['Itâ€™s our cafÃ©, order 5 for Â£20', 'It’s our café, order 5 for £20'],
    ['Ã¼ber die LÃ¶schung', 'über die Löschung'],
    ['â€œquotedâ€\u009d and â€œdroppedâ€', '“quoted” and “dropped”'],
    ['Ã¢â‚¬â„¢ twice: donÃ¢â‚¬â„¢t', '’ twice: don’t'],
    ['cafÃƒÂ© twice', 'café twice'],
    ['price â‚¬ 30 â€“ 40', 'price € 30 – 40'],
    ['Ø§Ù„Ø³Ù„Ø§Ù…', 'السلام'],
    ['ÐŸÑ€Ð¸Ð²ÐµÑ‚', 'Привет'],
    ['zaÅ¼Ã³Å‚Ä‡ gÄ™Å›lÄ…', 'zażółć gęślą'],
    ['thanks ðŸ˜€', 'thanks 😀'],
    ['ï»¿Hello', '\uFEFFHello'],
    ['It\u0092s \u0093fine\u0094', 'It’s “fine”'],
    ['Ã\u00a0 la carte', 'à la carte'],
  ])('%j means %j', (broken, meant) => {
    expect(repairMojibake(broken)).toBe(meant);
  });

  test.each([
    '„Das macht Spaß“, sagt er',
    'Die MENÜ“-Taste, das „CAFÉ”',
    'A PROMOÇÃO DA MANHÔ e São João',
    'SPÄ… und Ø“',
    'Île d’Oléron – déjà vu »',
    'ÂME, CHÂTEAU, PÂTÉ',
    'Müller becomes MÃ¼ller in the export',
    'naïve façade — 20 °C, ½ price, «bon» ±5 €',
    'Ελληνικά, Русский, العربية, 日本語',
    'plain ASCII = 100%',
  ])('%j is right as it is', (text) => {
    expect(repairMojibake(text)).toBe(text);
  });

  test('what any program broke in one of the usual ways is mended, when all of it was broken', () => {
    const sentence: fc.Arbitrary<string> = fc.constantFrom(
      'Bonjour, le débit a été effectué à 10 h – c’est trop tôt',
      'Größe geändert: „Rückläufer“ für Köln',
      'El año pasado pagó 30 € más, ¿por qué?',
      'لم يصل المبلغ إلى حسابنا',
      'Деньги не пришли',
    );
    fc.assert(
      fc.property(sentence, fc.integer({ min: 1, max: 2 }), (text, times) => {
        let broken = text;
        for (let count = 0; count < times; count += 1) broken = readAs(broken, 'windows-1252');
        expect(repairMojibake(broken)).toBe(text);
      }),
    );
  });
});

describe('repairQuotedPrintable', () => {
  test('UTF-8 sequences are decoded wherever they stand', () => {
    expect(repairQuotedPrintable('It=E2=80=99s caf=C3=A9 =F0=9F=98=80')).toBe('It’s café 😀');
  });

  test('a text with soft line breaks is decoded as a whole', () => {
    const encoded = [
      'Hello, our terminal has been offline since this morning and we cannot take=20',
      'any payments with it, the amount shown was =3D 20 and the caf=E9 is full of =',
      'people who are waiting to pay for their lunch, so please ring us as soon as =',
      'you can.',
    ].join('\n');
    expect(repairQuotedPrintable(encoded)).toBe(
      'Hello, our terminal has been offline since this morning and we cannot take \n' +
        'any payments with it, the amount shown was = 20 and the café is full of ' +
        'people who are waiting to pay for their lunch, so please ring us as soon as you can.',
    );
  });

  test.each([
    ['a query string', 'https://shop.example/?id=20&x=3D&color=E9ECEF'],
    ['an equation', 'total = 20\nsum=\n30'],
    ['base64', 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\nQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\nshort=='],
    ['a lone soft break', 'the settings are the following, with their values as they are set now =\nA=1'],
    ['sequences that are no UTF-8', 'a=C3 b=E2=80 c=FF=FE d=E0=80=80'],
  ])('%s is left alone', (_name, text) => {
    expect(repairQuotedPrintable(text)).toBe(text);
  });
});
