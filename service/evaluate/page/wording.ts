import { type Html, html } from '../../printed-page/escape-html.ts';
import { clopperPearson } from '../../statistics/intervals.ts';
import type { Evaluation } from './evaluation.ts';

/** A number and its unit stay on one line. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}\u00a0%`;
export const whole = (n: number): string => n.toLocaleString('en-US');
/** A limit with the digits that it has: `98.5 %`, `99 %` */
export const limit = (share: number): string =>
  Number.isFinite(share) ? `${Number((share * 100).toFixed(2))}\u00a0%` : 'never';
/** Out of taxonomy; it is no share of anything. */
export const score = (value: number): string => value.toFixed(3);
export const tickets = (n: number): string => `${whole(n)} ${n === 1 ? 'ticket' : 'tickets'}`;
export const belonging = (n: number): string => `${tickets(n)} that ${n === 1 ? 'belongs' : 'belong'}`;
/** In a sentence: `none of them`, `4 of them`. */
export const count = (n: number): string => (n === 0 ? 'none' : whole(n));
export const nothing = '–';

/** `95.0 % to 98.9 %`, at 95 %; any share is possible where nothing was counted. */
export function interval(hits: number, n: number): string {
  const { low, high } = n === 0 ? { low: 0, high: 1 } : clopperPearson(hits, n);
  return `${percent(low)} to ${percent(high)}`;
}

export const shareOf = (hits: number, n: number): string =>
  n === 0 ? nothing : `${percent(hits / n)} (${interval(hits, n)})`;

export interface Names {
  /** Code and name; a label of null is out of taxonomy. */
  label(code: string | null): string;
  /** The same of a first choice; null: there was nothing to read. */
  choice(code: string | null): string;
}

export function namesOf({ categories }: Pick<Evaluation, 'categories'>): Names {
  const names = new Map(categories.map(({ code, name }) => [code, name]));
  const known = (code: string) => {
    const name = names.get(code);
    return name === undefined || name === code ? code : `${code} ${name}`;
  };
  return {
    label: (code) => (code === null ? noCategory : known(code)),
    choice: (code) => (code === null ? noText : known(code)),
  };
}

export const noCategory = 'no category';
export const noText = 'nothing to read';

/** A table that is wider than a phone; by keyboard, too, it can be moved. */
export const scrolling = (label: string, content: Html): Html =>
  html`<div class="scroll" role="group" aria-label="${label}" tabindex="0">${content}</div>`;

/** `Listed are the 20 … of 31.`; nothing where all are. */
export const leftOut = (shown: number, all: number, which: string): Html =>
  shown < all ? html`<p>Listed are the ${whole(shown)} ${which} of ${whole(all)}.</p>` : html``;
