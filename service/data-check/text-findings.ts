import { type CheckedTicket, splitOf } from './checked-ticket.ts';
import { counted, example, type Finding, finding, groupedBy, listed } from './finding.ts';

/** What the model reads, in one piece. */
export const textRead = ({ clean }: CheckedTicket): string => `${clean.subject} ${clean.body}`.trim();

const hasText = (ticket: CheckedTicket): boolean => /[\p{L}\p{N}]/u.test(textRead(ticket));
export const labelName = (label: string | null): string => label ?? 'null (out of taxonomy)';

/** Texts that are none, and texts that stand there more than once. */
export function textFindings(tickets: readonly CheckedTicket[]): Finding[] {
  const silent = tickets.filter((ticket) => !hasText(ticket));
  const sameTexts = [...groupedBy(tickets.filter(hasText), textRead).values()].filter(({ length }) => length > 1);
  const labelsOf = (group: readonly CheckedTicket[]) => [...new Set(group.map(({ label }) => label))];
  const contradictions = sameTexts.filter((group) => labelsOf(group).length > 1);
  // What stands in two splits is told as a leak, so both go by the same splits.
  const repeats = sameTexts
    .filter((group) => labelsOf(group).length === 1)
    .flatMap((group) => [...groupedBy(group, ({ split }) => splitOf(split)).values()])
    .filter(({ length }) => length > 1);
  return [
    ...finding('no_text', silent, {
      message: `${counted(silent.length, 'ticket says', 'tickets say')} nothing: no letter or digit is left once the text is cleaned`,
      remedy:
        'leave them out, or look whether the text stands in another field; training learns and calibrates without them',
      show: (ticket) => example([ticket]),
    }),
    ...finding('contradicting_labels', contradictions, {
      message: `${counted(contradictions.length, 'text has', 'texts have')} more than one label`,
      remedy: 'at most one of the labels is right: correct the others, or take the text out',
      show: (group) => example(group.slice(0, 3), listed(labelsOf(group).map(labelName))),
    }),
    ...finding('repeated_text', repeats, {
      message: `${counted(repeats.length, 'text stands', 'texts stand')} there more than once, with the same label`,
      remedy: 'keep one of each: a repeat teaches nothing new and counts twice where it is measured',
      show: (group) => example(group.slice(0, 3), group.length > 3 ? `${group.length} times` : null),
    }),
  ];
}
