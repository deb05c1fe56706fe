/** So far back a place between words is looked for. */
const furthest = 500;

/** The beginning of a text, cut at white space where there is any near: half a word is not known for what it is. */
export function headOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const from = Math.max(0, most - furthest);
  const end = text.slice(from, most).search(/\s\S*$/);
  return text.slice(0, end < 0 ? most : from + end).toWellFormed();
}

/** The end of a text, cut likewise. */
export function tailOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const start = text.length - most;
  const gap = text.slice(start, start + furthest).search(/\s/);
  return text.slice(gap < 0 ? start : start + gap).toWellFormed();
}
