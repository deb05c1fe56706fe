/**
 * Makes characters visible that change how the text around them is read: bidi overrides and isolates can show a code or an
 * amount backwards, and control and zero-width characters hide in it. Joiners stay: Persian and emoji need them.
 */
export function showHidden(text: string): string {
  return text
    .toWellFormed()
    .replace(
      hidden,
      (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
    );
}

const hidden = /(?![\t\n\r])\p{Cc}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
