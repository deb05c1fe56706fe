export interface SpendingLimits {
  /** Of the whole installation, a day; undefined: no limit. */
  dailyBudgetUsd: number | undefined;
  /** That share the day's money. */
  partitions: number;
  perTicketUsd: number | undefined;
}

/**
 * Limits in which no call fits: nobody would ever be asked, although nothing was spent. A limit of nothing is meant so.
 * @param leastUsd set aside for a call about the shortest of tickets
 */
export function describeSmallLimits(
  leastUsd: number,
  { dailyBudgetUsd, partitions, perTicketUsd }: SpendingLimits,
): string[] {
  const share = dailyBudgetUsd === undefined ? undefined : dailyBudgetUsd / partitions;
  const fits = (limit: number | undefined) => limit === undefined || limit === 0 || limit >= leastUsd;
  const needed = `a call may cost ${usd(leastUsd)}`;
  return [
    ...(fits(share)
      ? []
      : [
          `FRONTIER_DAILY_BUDGET_USD leaves each of ${partitions} partitions ${usd(share)} a day, and ${needed}; it takes ${usd(leastUsd * partitions)} or more`,
        ]),
    ...(fits(perTicketUsd) ? [] : [`frontier.perTicketUsd is ${usd(perTicketUsd)}, and ${needed}`]),
  ];
}

const usd = (amount = 0) => `${(Math.ceil(amount * 1e4) / 1e4).toFixed(4)} USD`;
