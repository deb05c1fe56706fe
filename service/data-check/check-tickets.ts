import { categoryFindings } from './category-findings.ts';
import type { CheckedTicket } from './checked-ticket.ts';
import type { Finding } from './finding.ts';
import { leakFindings } from './leak-findings.ts';
import { personalDataFindings } from './personal-data.ts';
import { type ReadBy, readingFindings } from './reading-findings.ts';
import { textFindings } from './text-findings.ts';

/** All that can be told of labelled tickets without a model; what spoils a measurement comes first. */
export function checkTickets(tickets: readonly CheckedTicket[], codes: readonly string[], readBy: ReadBy): Finding[] {
  return [
    ...textFindings(tickets),
    ...leakFindings(tickets),
    ...categoryFindings(tickets, codes),
    ...readingFindings(tickets, readBy),
    ...personalDataFindings(tickets),
  ];
}
