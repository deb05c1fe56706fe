import type { EscalatedTicket } from '../contracts/escalated-ticket.ts';
import { createFairLimiter } from '../fair-limiter.ts';
import type { Frontier, FrontierVerdict } from './ask-frontier.ts';
import { type LedgerStore, SpendLedger, unlimitedBudget } from './spend-ledger.ts';

/** Asks about the tickets of a file. The day's budget is taken for this one run; nothing of it is kept. @returns in their order */
export function createAskAll(
  frontier: Frontier,
  { concurrency, dailyBudgetUsd }: { concurrency: number; dailyBudgetUsd: number | undefined },
): (tickets: readonly EscalatedTicket[]) => Promise<FrontierVerdict[]> {
  const limiter = createFairLimiter(concurrency);
  const store: LedgerStore = { text: '', position: 0n, save: async () => undefined };
  const budget =
    dailyBudgetUsd === undefined ? unlimitedBudget : new SpendLedger(dailyBudgetUsd, store, () => new Date());
  return (tickets) => Promise.all(tickets.map((ticket) => limiter.run('', () => frontier.ask(ticket, budget))));
}
