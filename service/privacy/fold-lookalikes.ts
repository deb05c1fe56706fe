/** Decimal digits, dashes and spaces of every script, full-width forms, and characters that are not seen. */
const lookalike = /(?![\0-\x7f])[\p{Nd}\p{Pd}\p{Zs}\p{Cf}\uff01-\uff5e\u2212]/gu;

/**
 * The same text for the eyes of a pattern: `٤` and `４` become `4`, a no-break space a space, any dash `-`. The result is as long
 * as the text, so what is found in it stands at the same place in the original.
 */
export function foldLookalikes(text: string): string {
  return text.replace(lookalike, (character) => {
    const known = folds.get(character);
    if (known !== undefined) return known;
    const folded = fold(character).padEnd(character.length, unseen);
    folds.set(character, folded);
    return folded;
  });
}

/** Unicode has some hundreds of them. */
const folds = new Map<string, string>();

/** Stands for all that has no width; the patterns for cards, accounts and phone numbers look through it. */
const unseen = '\u200b';

function fold(character: string): string {
  if (/\p{Cf}/u.test(character)) return unseen;
  if (/\p{Zs}/u.test(character)) return ' ';
  if (/[\p{Pd}\u2212]/u.test(character)) return '-';
  const plain = character.normalize('NFKC');
  return /\p{Nd}/u.test(plain) ? digitOf(plain) : plain;
}

/** Every script has its ten digits in a row, so a digit's value is its distance from the first of the row. */
function digitOf(character: string): string {
  const code = character.codePointAt(0) as number;
  let value = 0;
  while (value < 9 && code - value - 1 > 0 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}
