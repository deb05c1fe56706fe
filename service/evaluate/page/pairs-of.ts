import { isRoutedWrongly, type ListedTicket } from './evaluation.ts';

export interface Pair {
  label: string | null;
  predicted: string | null;
  tickets: ListedTicket[];
}

/** Tickets by label and first choice, most first; of as many those that are routed wrongly. */
export function pairsOf(tickets: readonly ListedTicket[]): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const ticket of tickets) {
    const { label, predicted } = ticket;
    const key = pairKey(label, predicted);
    const pair = pairs.get(key) ?? { label, predicted, tickets: [] };
    pairs.set(key, pair);
    pair.tickets.push(ticket);
  }
  const wrongOf = ({ tickets: own }: Pair) => own.filter(isRoutedWrongly).length;
  return [...pairs.values()].sort((a, b) => b.tickets.length - a.tickets.length || wrongOf(b) - wrongOf(a));
}

export const pairKey = (label: string | null, predicted: string | null): string => JSON.stringify([label, predicted]);
