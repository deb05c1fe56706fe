import { readChannel } from '../intake/read-fields.ts';
import { type GivenTicket, parts } from './checked-ticket.ts';
import { groupedBy, tally } from './finding.ts';

export interface TicketCounts {
  tickets: number;
  /** Label (null: out of taxonomy) → tickets, in total and by split; in the order of the taxonomy, null last. */
  labels: { label: string | null; total: number; bySplit: Record<string, number> }[];
  /** In total and by split; also `augmented`, and `undivided` for files that are no split. */
  bySplit: Record<string, number>;
  /** As the service reads them. */
  channels: Record<string, number>;
  /** Of subject and body, as they were given; null without a ticket. */
  words: { q05: number; median: number; q95: number; most: number } | null;
}

export function countTickets(tickets: readonly GivenTicket[], codes: readonly string[]): TicketCounts {
  const present = parts.filter((part) => tickets.some(({ split }) => split === part));
  const byLabel = groupedBy(tickets, ({ label }) => label);
  const bySplitOf = (some: readonly GivenTicket[]) =>
    Object.fromEntries(present.map((split) => [split, some.filter((ticket) => ticket.split === split).length]));
  const labels = [...codes, null].map((label) => {
    const ofLabel = byLabel.get(label) ?? [];
    return { label, total: ofLabel.length, bySplit: bySplitOf(ofLabel) };
  });
  return {
    tickets: tickets.length,
    labels,
    bySplit: bySplitOf(tickets),
    channels: Object.fromEntries(tally(tickets, ({ channel }) => readChannel(channel).value)),
    words: quantiles(tickets.map(({ subject, body }) => countWords(`${subject} ${body}`))),
  };
}

export const countWords = (text: string): number => text.split(/\s+/).filter(Boolean).length;

function quantiles(counts: readonly number[]): TicketCounts['words'] {
  const sorted = counts.toSorted((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
  return sorted.length === 0 ? null : { q05: at(0.05), median: at(0.5), q95: at(0.95), most: sorted.at(-1) as number };
}
