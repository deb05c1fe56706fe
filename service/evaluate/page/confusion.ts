import { type Html, html } from '../../printed-page/escape-html.ts';
import { matrix } from '../../printed-page/html-matrix.ts';
import { table } from '../../printed-page/html-table.ts';
import { belongs, type Evaluation, isRight, isRouted, isRoutedWrongly, type ListedTicket } from './evaluation.ts';
import { type Pair, pairKey, pairsOf } from './pairs-of.ts';
import { byConfidence, pairTable } from './ticket-table.ts';
import { leftOut, type Names, noCategory, noText, scrolling, whole } from './wording.ts';

/** More lines are not readable, on paper least of all. */
const mostLines = 40;
const mostPairs = 100;
const mostPairsWithTickets = 30;
const mostOfPair = 20;

/** What stands in the matrix: all that belong to a category, and what of the others was routed all the same. */
const isCounted = (ticket: ListedTicket): boolean => belongs(ticket) || isRouted(ticket);

export function confusionMatrix({ tickets, categories }: Evaluation): Html {
  const counted = tickets.filter(isCounted);
  const wrong = counted.filter((ticket) => !isRight(ticket));
  const amounts = new Map(pairsOf(counted).map((pair) => [pairKey(pair.label, pair.predicted), pair.tickets.length]));
  const all = categories.map(({ code }) => code);
  const codes = all.length <= mostLines ? all : mostConfused(wrong, all);
  if (codes.length === 0) return html`<p>No ticket is taken for another category, so there is nothing to show.</p>`;
  const lines = codes.map((code) => ({ code, name: code }));
  const isUnread = wrong.some(({ predicted }) => predicted === null);
  const isOutside = wrong.some(({ label }) => label === null);
  return html`<p>Tickets by first choice, routed or not: a row for each choice, a column for where they belong; the diagonal is right.${isOutside ? ` Of tickets of no category only those that would be routed count, in the last column.` : ''}${codes.length < all.length ? ` ${leftOutOf(codes, all, wrong)}` : ''}</p>
<div class="wide" role="group" aria-label="Confusion matrix" tabindex="0">${matrix({
    corner: 'Chosen',
    rows: isUnread ? [...lines, { code: null, name: noText }] : lines,
    columns: isOutside ? [...lines, { code: null, name: noCategory }] : lines,
    amountOf: (predicted, label) => amounts.get(pairKey(label, predicted)) ?? 0,
  })}</div>`;
}

/** Those in most errors, in the order of the taxonomy. */
function mostConfused(wrong: readonly ListedTicket[], codes: readonly string[]): string[] {
  const errors = new Map<string, number>();
  for (const code of wrong.flatMap(({ label, predicted }) => [label, predicted]))
    if (code !== null) errors.set(code, (errors.get(code) ?? 0) + 1);
  const worst = [...errors].sort(([, a], [, b]) => b - a).slice(0, mostLines);
  const kept = new Set(worst.map(([code]) => code));
  return codes.filter((code) => kept.has(code));
}

function leftOutOf(codes: readonly string[], all: readonly string[], wrong: readonly ListedTicket[]): string {
  const inErrors = new Set(wrong.flatMap(({ label, predicted }) => [label, predicted]));
  inErrors.delete(null);
  return codes.length < inErrors.size
    ? `Shown are the ${whole(codes.length)} categories with most errors, of ${whole(inErrors.size)} with any and ${whole(all.length)} in all.`
    : `Shown are the ${whole(codes.length)} categories that occur in an error, of ${whole(all.length)}.`;
}

export function confusedPairs({ tickets }: Evaluation, names: Names): Html {
  const pairs = pairsOf(tickets.filter((ticket) => belongs(ticket) && !isRight(ticket)));
  if (pairs.length === 0) return html`<p>None: every ticket that belongs to a category has it as the first choice.</p>`;
  const listed = pairs.slice(0, mostPairs);
  const shown = pairs.slice(0, mostPairsWithTickets);
  return html`<p>Where a ticket belongs → what the model took it for; by first choice, routed or not.</p>
${leftOut(listed.length, pairs.length, 'most frequent')}
${scrolling(
  'Confused pairs',
  table(
    ['Belongs to', 'Chosen', 'Tickets', 'Routed wrongly'],
    listed.map((pair) => [
      names.label(pair.label),
      names.choice(pair.predicted),
      whole(pair.tickets.length),
      whole(pair.tickets.filter(isRoutedWrongly).length),
    ]),
  ),
)}
${shown.length < listed.length ? html`<p>The tickets of the ${whole(shown.length)} most frequent pairs:</p>` : html``}
${shown.map((pair) => ticketsOf(pair, names))}`;
}

function ticketsOf({ label, predicted, tickets }: Pair, names: Names): Html {
  const title = `${names.label(label)} → ${names.choice(predicted)}`;
  const listed = byConfidence(tickets).slice(0, mostOfPair);
  return html`<section><h3>${title}</h3>
${leftOut(listed.length, tickets.length, 'that the model was surest of,')}
${pairTable(title, listed)}</section>`;
}
