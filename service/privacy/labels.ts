/**
 * What may stand between a label and its value: punctuation, and words that add nothing. Every step can be taken in one way
 * only, so a long run of them costs its length and no more.
 */
const emptyWords = [
  'is|was|are|were|it|its|of|to|the|this|my|our|her|his|their|your|i|we|you|me|on|back|for|at|as|and|still|now|here|which|that',
  'reads?|says|shows?|shown|used|use|entered|typed|numbers?|no|nr|num|code|card|front|owner|holder|mr|mrs|ms',
  'ist|sind|war|lautet|der|die|das|mein|meine|nummer|auf|unter|est|sont|le|la|les|de|du|mon|ma|visuel|numero|numéro',
  'número|es|el|los|mi|su|tarjeta|n|nº|é|رقم|هو|هي|على',
].join('|');
const filler = `(?:[\\s\\u200b:=#.,"'\`“”„«»‘’()\\[\\]{}<>*/؛،-]|(?:${emptyWords})(?![\\p{L}\\p{N}])){0,14}`;

/**
 * For values that only their label gives away, such as `cvv 123`; the group `value` of the pattern.
 * @param labels alternatives; they match whole words in any case, and digits may stand right before and behind
 */
export function labelledPattern(labels: readonly string[], value: string): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${labels.join('|')})(?!\\p{L})${filler}(?<value>${value})`, 'giu');
}

/** Looks at the last 60 characters: whether they end with one of the labels and filler. */
export function endsWithLabel(labels: readonly string[]): (before: string) => boolean {
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${labels.join('|')})(?!\\p{L})${filler}$`, 'iu');
  return (before) => pattern.test(before.slice(-60));
}
