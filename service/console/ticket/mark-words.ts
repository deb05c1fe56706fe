import type { Explanation } from '../../contracts/api-tickets.ts';

export type Word = Explanation['words'][number];

/** A stretch of a line; `weight` is null where no word was weighed or it matters little. */
export interface Segment {
  start: number;
  text: string;
  weight: number | null;
}

/** Of the heaviest word's weight. What is below it is noise of the model and would only colour the page. */
const least = 0.08;

/** A text as lines of marked segments. Words that overlap or lie outside of the text are left out, so that no letter is lost. */
export function markedLines(text: string, words: readonly Pick<Word, 'start' | 'end' | 'weight'>[]): Segment[][] {
  const heaviest = Math.max(0, ...words.map(({ weight }) => Math.abs(weight)));
  const marks = words
    .filter(({ start, end, weight }) => end > start && end <= text.length && Math.abs(weight) >= heaviest * least)
    .filter(({ weight }) => weight !== 0)
    .sort((a, b) => a.start - b.start);
  const segments: Segment[] = [];
  let at = 0;
  for (const { start, end, weight } of marks) {
    if (start < at) continue;
    if (start > at) segments.push({ start: at, text: text.slice(at, start), weight: null });
    segments.push({ start, text: text.slice(start, end), weight });
    at = end;
  }
  if (at < text.length) segments.push({ start: at, text: text.slice(at), weight: null });
  return intoLines(segments);
}

function intoLines(segments: readonly Segment[]): Segment[][] {
  const lines: Segment[][] = [[]];
  for (const { start, text, weight } of segments) {
    let from = start;
    text.split('\n').forEach((piece, i) => {
      if (i > 0) lines.push([]);
      if (piece !== '') lines.at(-1)?.push({ start: from, text: piece, weight });
      from += piece.length + 1;
    });
  }
  return lines;
}

export interface SpokenWord {
  text: string;
  weight: number;
}

/** The same as words: those that speak for the category and those that speak against it, heaviest first; the same word once. */
export function heaviestWords(
  texts: Readonly<Record<Word['field'], string>>,
  words: readonly Word[],
  most = 6,
): { supporting: SpokenWord[]; opposing: SpokenWord[] } {
  const byText = new Map<string, SpokenWord>();
  for (const { field, start, end, weight } of words) {
    const text = texts[field].slice(start, end).trim();
    if (text === '') continue;
    const key = text.toLowerCase();
    const known = byText.get(key);
    if (!known || Math.abs(known.weight) < Math.abs(weight)) byText.set(key, { text, weight });
  }
  const all = [...byText.values()];
  const heaviest = Math.max(0, ...all.map(({ weight }) => Math.abs(weight)));
  const heavy = all.filter(({ weight }) => weight !== 0 && Math.abs(weight) >= heaviest * least);
  return {
    supporting: heavy
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight)
      .slice(0, most),
    opposing: heavy
      .filter(({ weight }) => weight < 0)
      .sort((a, b) => a.weight - b.weight)
      .slice(0, most),
  };
}
