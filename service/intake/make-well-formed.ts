const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Replaces lone surrogates by U+FFFD. A JSON escape such as `\uD800` is legal JSON, yet such a string cannot be
 * written as UTF-8, and PostgreSQL, tokenizers and `encodeURIComponent` refuse it.
 */
export function makeWellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, '\uFFFD');
}

/**
 * Makes a name or a value fit for a database as well: PostgreSQL refuses U+0000 in text and in JSON. Bodies are left
 * alone, for there cleaning removes it.
 */
export function makeStorable(text: string): string {
  return makeWellFormed(text).replaceAll('\u0000', '\uFFFD');
}
