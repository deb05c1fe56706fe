import type { CategoryReport } from '../../contracts/misclassification-report.ts';
import { count } from './format.ts';
import { begunWindows, type ReportTime } from './incomplete-window.ts';

export interface TicketTrend {
  tickets: number[];
  isLastIncomplete: boolean;
  /** `at most 9 a window, last 4`. */
  words: string;
}

/** Tickets of a category in each window of the period that has begun. */
export function ticketTrend(windows: CategoryReport['trend'], time: ReportTime): TicketTrend {
  const { begun, isLastIncomplete } = begunWindows(windows, time);
  const tickets = begun.map(({ routed, reviewed }) => routed + reviewed);
  const last = tickets.at(-1) ?? 0;
  const words = `at most ${count(Math.max(0, ...tickets))} a window, last ${count(last)}${isLastIncomplete ? ' so far' : ''}`;
  return { tickets, isLastIncomplete, words };
}
