import { type Html, html } from '../../printed-page/escape-html.ts';
import { table } from '../../printed-page/html-table.ts';
import type { ListedTicket } from './evaluation.ts';
import { type Names, nothing, percent, scrolling } from './wording.ts';

/** Tickets with their texts, what they are and what the model took them for. */
export function ticketTable(label: string, tickets: readonly ListedTicket[], names: Names): Html {
  return scrolling(
    label,
    table(
      ['Ticket', 'Text', 'Belongs to', 'Chosen', 'Confidence', 'Became'],
      tickets.map((ticket) => [
        ticket.id,
        textOf(ticket),
        names.label(ticket.label),
        names.choice(ticket.predicted),
        ticket.confidence === null ? nothing : percent(ticket.confidence),
        becameOf(ticket),
      ]),
    ),
  );
}

/** The same of one pair, which says already what they are. */
export function pairTable(label: string, tickets: readonly ListedTicket[]): Html {
  return scrolling(
    label,
    table(
      ['Ticket', 'Text', 'Confidence', 'Became'],
      tickets.map((ticket) => [
        ticket.id,
        textOf(ticket),
        ticket.confidence === null ? nothing : percent(ticket.confidence),
        becameOf(ticket),
      ]),
    ),
  );
}

function textOf({ subject, excerpt }: ListedTicket): Html {
  // Subject and body need not run in one direction.
  const title = subject === '' ? html`` : html`<p class="subject" dir="auto">${subject}</p>`;
  return html`${title}${excerpt === '' ? html`` : html`<p dir="auto">${excerpt}</p>`}`;
}

function becameOf({ outcome, reason }: ListedTicket): string {
  if (outcome === 'routed') return 'routed';
  if (outcome === 'escalated') return 'unsure';
  return `review: ${reason?.replaceAll('_', ' ') ?? 'unknown'}`;
}

/** Most confident first: there the model was wrong against its own word. */
export const byConfidence = (tickets: readonly ListedTicket[]): ListedTicket[] =>
  [...tickets].sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0));
