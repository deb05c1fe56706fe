import { type Html, html } from '../../printed-page/escape-html.ts';
import { belongs, type Evaluation, isRouted, type PolicyInForce } from './evaluation.ts';
import { byConfidence, ticketTable } from './ticket-table.ts';
import { belonging, leftOut, type Names, score, shareOf, tickets as ticketsOf, whole } from './wording.ts';

const mostListed = 100;

/** How well tickets of no category are told from the others, and which of them would be routed all the same. */
export function outOfTaxonomy({ metrics, tickets, policy }: Evaluation, names: Names): Html {
  const outside = tickets.filter((ticket) => !belongs(ticket));
  const inside = tickets.filter(belongs);
  const isHeld = ({ reason }: { reason?: string }) => reason === 'out_of_taxonomy';
  const held = inside.filter(isHeld).length;
  const needlessly = html`<p>${whole(held)} of ${ticketsOf(inside.length)} that do belong to a category ${held === 1 ? 'is' : 'are'} held as out of taxonomy, needlessly: ${shareOf(held, inside.length)}.</p>`;
  if (outside.length === 0)
    return html`<p>The file has no ticket of no category (its label is null), so nothing here says how many of those would be caught.</p>${needlessly}`;
  const missed = byConfidence(outside.filter(isRouted));
  const caught = outside.length - missed.length;
  const listed = missed.slice(0, mostListed);
  const { auroc, auprc } = metrics.outOfTaxonomy;
  return html`<p>${whole(caught)} of ${belonging(outside.length)} to no category ${caught === 1 ? 'is' : 'are'} caught, that is, not routed without asking: ${shareOf(caught, outside.length)}. ${whole(outside.filter(isHeld).length)} of them for being out of taxonomy (${scoreOf(policy)}); any others because the model was not sure, or the language is not supported.</p>
${auroc === null ? html`<p>There are no scores of both kinds of tickets, so AUROC cannot be said.</p>` : html`<p>AUROC ${auroc.toFixed(4)}: the chance that a ticket of no category scores above one of the taxonomy; 0.5 is guessing, 1 is perfect. Average precision ${auprc?.toFixed(4) ?? ''}.</p>`}
${needlessly}
${missed.length === 0 ? html`` : html`<h3>Missed</h3>${leftOut(listed.length, missed.length, 'that the model was surest of,')}${ticketTable('Out of taxonomy and routed all the same', listed, names)}`}`;
}

const scoreOf = ({ outOfTaxonomy: { threshold } }: PolicyInForce): string =>
  Number.isFinite(threshold) ? `a score of ${score(threshold)} or more` : 'no score is held against a ticket here';
