import { type Html, html } from '../../printed-page/escape-html.ts';
import { type Evaluation, isRight, isRouted, isRoutedWrongly, type ListedTicket } from './evaluation.ts';
import { byConfidence, ticketTable } from './ticket-table.ts';
import { leftOut, limit, type Names, tickets as ticketsOf } from './wording.ts';

const mostListed = 200;
/** So sure of another category that the label may be the mistake. */
const suspectedFrom = 0.9;
const mostSuspected = 100;

/** Every ticket that nobody would have stopped: what customers would feel. */
export function wrongRoutes({ tickets }: Evaluation, names: Names): Html {
  const wrong = byConfidence(tickets.filter(isRoutedWrongly));
  if (wrong.length === 0) {
    const routed = tickets.filter(isRouted).length;
    return routed === 0
      ? html`<p>Nothing would be routed without asking.</p>`
      : html`<p>None: of the ${ticketsOf(routed)} that would be routed, every one goes where it belongs.</p>`;
  }
  const listed = wrong.slice(0, mostListed);
  return html`<p>Nobody would have looked at these before they reached the wrong queue. Those of which the model was surest come first.</p>
${leftOut(listed.length, wrong.length, 'that the model was surest of,')}
${ticketTable('Routed wrongly', listed, names)}`;
}

export function suspectedLabels({ tickets }: Evaluation, names: Names): Html {
  const suspected = byConfidence(tickets.filter(isSuspected));
  const listed = suspected.slice(0, mostSuspected);
  if (suspected.length === 0)
    return html`<p>No label stands against a confidence of ${limit(suspectedFrom)} or more in another category.</p>`;
  return html`<p>Look at these labels first: the model has a confidence of ${limit(suspectedFrom)} or more in another category. Where the label is the mistake, the figures above are better than they look; where the model is, a threshold can hardly catch it.</p>
${leftOut(listed.length, suspected.length, 'that the model was surest of,')}
${ticketTable('Labels to look at', listed, names)}`;
}

/** One that is held as out of taxonomy, and is, was understood. */
function isSuspected(ticket: ListedTicket): boolean {
  if (isRight(ticket) || ticket.confidence === null || ticket.confidence < suspectedFrom) return false;
  return !(ticket.label === null && ticket.reason === 'out_of_taxonomy');
}
