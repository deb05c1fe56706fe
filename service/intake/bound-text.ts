/** Characters that are cleaned at each end of a very long body. */
export const keptAtEachEnd = 64 * 1024;

/** Stands where the middle of a very long text was cut. */
export const cutMark = '\n\n[…]\n\n';

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

/**
 * Cuts the middle out of a very long text. A request stands at one of the ends (below it may come a log, above it a
 * long thread), no model reads megabytes, and every later step may then count on a bounded length.
 */
export function boundText(text: string): string {
  if (text.length <= 2 * keptAtEachEnd + cutMark.length) return text;
  const splitsPair = (index: number): boolean => isLowSurrogate(text.charCodeAt(index));
  const headEnd = splitsPair(keptAtEachEnd) ? keptAtEachEnd - 1 : keptAtEachEnd;
  const tailStart = text.length - keptAtEachEnd;
  return text.slice(0, headEnd) + cutMark + text.slice(splitsPair(tailStart) ? tailStart + 1 : tailStart);
}
