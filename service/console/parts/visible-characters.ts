/** A stretch of a text: as it is, or a hidden character by its code point. */
export type Piece = { kind: 'text'; text: string } | { kind: 'hidden'; codePoint: string; name: string };

const hidden = /((?![\t\n\r])\p{Cc}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff])/u;

const names: Record<string, string> = {
  '061C': 'Arabic letter mark',
  '200B': 'zero-width space',
  '200E': 'left-to-right mark',
  '200F': 'right-to-left mark',
  '202A': 'left-to-right embedding',
  '202B': 'right-to-left embedding',
  '202C': 'end of a direction',
  '202D': 'left-to-right override',
  '202E': 'right-to-left override',
  '2060': 'word joiner',
  '2066': 'left-to-right isolate',
  '2067': 'right-to-left isolate',
  '2068': 'first-strong isolate',
  '2069': 'end of an isolate',
  FEFF: 'byte order mark',
};

/**
 * Splits a text at characters that are not seen but change how the rest is read: bidi overrides show an amount backwards,
 * zero-width characters and controls hide in a code. Joiners stay: Persian and emoji need them.
 */
export function visiblePieces(text: string): Piece[] {
  return text
    .toWellFormed()
    .split(hidden)
    .filter((piece) => piece !== '')
    .map((piece) => {
      if (!hidden.test(piece)) return { kind: 'text', text: piece };
      const codePoint = (piece.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      return { kind: 'hidden', codePoint, name: names[codePoint] ?? 'control character' };
    });
}
