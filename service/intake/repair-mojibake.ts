/** Windows-1252 in the range where it differs from Latin-1, by byte from 0x80; a dot marks an unused byte. */
const WINDOWS_1252 = '€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ';

const byteOfCharacter = new Map<string, number>();
const characterOfByte = new Map<number, string>();
for (let byte = 0x80; byte <= 0xff; byte += 1) byteOfCharacter.set(String.fromCharCode(byte), byte);
[...WINDOWS_1252].forEach((character, index) => {
  if (character === '.') return;
  byteOfCharacter.set(character, 0x80 + index);
  characterOfByte.set(0x80 + index, character);
});

const CONTINUATION = `[\\u0080-\\u00BF${WINDOWS_1252.replaceAll('.', '')}]`;
/** UTF-8 sequences as they look when their bytes were read as Windows-1252 or Latin-1. */
const RUN = new RegExp(
  `(?:[\\u00C2-\\u00DF]${CONTINUATION}|[\\u00E0-\\u00EF]${CONTINUATION}{2}|[\\u00F0-\\u00F4]${CONTINUATION}{3})+`,
  'g',
);
/** The bytes of a closing quote are E2 80 9D; Windows-1252 has no 9D, so many programs drop it. */
const BROKEN_CLOSING_QUOTE = new RegExp(`â€(?!${CONTINUATION})`, 'g');
/** Windows-1252 that was read as Latin-1: `It\u0092s`. 0x85 is left out, for it is also a line end. */
const LEFT_OVER_BYTES = /[\u0080-\u0084\u0086-\u009F]/g;
/** Text was encoded wrongly once, sometimes twice, hardly ever more often. */
const MAX_ROUNDS = 3;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeRun(run: string): string | undefined {
  try {
    return utf8.decode(Uint8Array.from([...run].map((character) => byteOfCharacter.get(character) ?? 0)));
  } catch {
    return undefined;
  }
}

/** Punctuation, symbols, BOM and replacement character, for which a single sequence is proof enough. */
const CERTAIN = /^[\u2010-\u203F\u20A0-\u20BF\u2100-\u22FF\uFEFF\uFFFD\u{1F000}-\u{1FAFF}]+$/u;
const LATIN_1 = /^[\u00A0-\u00FF]+$/;
const LATIN_EXTENDED = /^[\u0100-\u017F]+$/;

/**
 * Whether the decoded text is more likely what was meant. `Spaß“`, `MANHÃ”` and `SPÄ…` are real words before real
 * punctuation and look like mojibake.
 */
function isPlausible(decoded: string, before: string, after: string, hasRealLetters: boolean): boolean {
  if (CERTAIN.test(decoded)) return true;
  // `Müller becomes MÃ¼ller`: where other letters are right, the wrong ones are being shown.
  if (hasRealLetters) return false;
  const touchesLowerCase = /\p{Ll}/u.test(before) || /\p{Ll}/u.test(after);
  if (LATIN_1.test(decoded)) return !/\p{Lu}/u.test(before) || touchesLowerCase;
  if (LATIN_EXTENDED.test(decoded)) return touchesLowerCase && !/[ßÄÖÜ]/.test(before);
  // Other scripts come as whole words: at least two letters in a row.
  return [...decoded].length >= 2;
}

function repairOnce(text: string, hasRealLetters: boolean): string {
  const repaired = text.replace(RUN, (run: string, offset: number) => {
    const decoded = decodeRun(run);
    const [before, after] = [text.charAt(offset - 1), text.charAt(offset + run.length)];
    return decoded !== undefined && isPlausible(decoded, before, after, hasRealLetters) ? decoded : run;
  });
  return repaired.replace(BROKEN_CLOSING_QUOTE, '”');
}

/**
 * Repairs UTF-8 that was read as Windows-1252 or Latin-1 (`â€™`, `Ã©`, `Â£`), also when it happened twice. Text in
 * which such sequences can be real is left alone.
 */
export function repairMojibake(text: string): string {
  let current = text;
  const hasRealLetters = /[à-öø-ɏ]/.test(text.replace(RUN, '').replace(BROKEN_CLOSING_QUOTE, ''));
  for (let round = 0; round < MAX_ROUNDS && /[\u00C2-\u00F4]/.test(current); round += 1) {
    const repaired = repairOnce(current, hasRealLetters);
    if (repaired === current) break;
    current = repaired;
  }
  return current.replace(LEFT_OVER_BYTES, (byte) => characterOfByte.get(byte.charCodeAt(0)) ?? byte);
}
