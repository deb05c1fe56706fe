import type { CategoryReport } from '../../contracts/misclassification-report.ts';
import { count } from './format.ts';
import { isLastIncomplete } from './incomplete-window.ts';

export interface TicketTrend {
  tickets: number[];
  isLastIncomplete: boolean;
  /** `at most 9 a window, last 4`. */
  words: string;
}

/** Tickets of a category in each window of the period. */
export function ticketTrend(windows: CategoryReport['trend'], period: { to: string }): TicketTrend {
  const tickets = windows.map(({ routed, reviewed }) => routed + reviewed);
  const isIncomplete = isLastIncomplete(windows, period);
  const last = tickets.at(-1) ?? 0;
  const words = `at most ${count(Math.max(0, ...tickets))} a window, last ${count(last)}${isIncomplete ? ' so far' : ''}`;
  return { tickets, isLastIncomplete: isIncomplete, words };
}
