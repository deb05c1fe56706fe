const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Replaces lone surrogates by U+FFFD. A JSON escape such as `\uD800` is legal JSON, yet such a string cannot be
 * written as UTF-8, and PostgreSQL, tokenizers and `encodeURIComponent` refuse it.
 */
export function makeWellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, '\uFFFD');
}
