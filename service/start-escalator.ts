import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { SignalboxError } from './errors.ts';
import type { EscalatorParts } from './kafka/run-escalator.ts';
import type { AskingRules, FallbackRules } from './load-rules.ts';
import { observeFrontier } from './observe-frontier.ts';
import { type ConnectedFrontier, startFrontier } from './start-frontier.ts';
import type { Metrics } from './telemetry/metrics.ts';

export interface ConnectedEscalator {
  parts: EscalatorParts;
  /** Looks whether the frontier model can be asked, and logs it. @returns its stop */
  checkInBackground(): () => Promise<void>;
}

/**
 * What the role escalator goes by, with the frontier model where there is one.
 * @param rules.fedPartitions that share the day's money
 * @throws SignalboxError CONFIG_INVALID when a ticket may take longer than the process; see startFrontier
 */
export async function connectEscalator(
  config: Config,
  rules: { fallback: FallbackRules; asking: AskingRules | null; clock: () => Date; fedPartitions: number },
  metrics: Metrics,
  log: Logger,
): Promise<ConnectedEscalator> {
  const { fallback, asking, clock, fedPartitions } = rules;
  const ticketSeconds = asking?.policy.frontier.calls.ticketSeconds ?? 0;
  if (ticketSeconds >= config.kafka.stallSeconds) {
    throw new SignalboxError(
      'CONFIG_INVALID',
      `asking about one ticket may take ${ticketSeconds} s, and after KAFKA_STALL_SECONDS=${config.kafka.stallSeconds} the process takes itself for stalled`,
      { remedy: 'raise KAFKA_STALL_SECONDS, or lower frontier.calls.ticketSeconds of the policy' },
    );
  }
  const connected =
    asking && config.frontier ? await startFrontier(config.frontier, asking, log, observeFrontier(metrics, log)) : null;
  for (const finding of connected?.smallLimits(fedPartitions) ?? [])
    log.warn(`the frontier model will be asked about nothing: ${finding}`);
  const parts: EscalatorParts = {
    taxonomy: fallback.taxonomy,
    clock,
    rules: connected?.rules ?? fallback.policy.frontier,
    frontier: connected?.frontier ?? null,
    model: connected && asking ? asking.model : null,
    concurrency: config.frontier?.concurrency ?? 1,
    dailyBudgetUsd: config.frontier?.dailyBudgetUsd,
    stopSeconds: config.stopSeconds,
  };
  return {
    parts,
    // A call that no partition pays for may not cost anything where a budget is to hold.
    checkInBackground: () =>
      connected
        ? checkInBackground(connected, config.frontier?.dailyBudgetUsd !== undefined, log)
        : async () => undefined,
  };
}

/** Tickets need not wait for it: what an endpoint that cannot be asked costs them is the review that they get. @returns its stop */
function checkInBackground({ check, frontier }: ConnectedFrontier, isFree: boolean, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const checked = check({ isFree, signal: stopping.signal }).then(
    (finding) => log.info({ model: frontier.model, prompt: frontier.promptVersion }, `frontier: ${finding}`),
    (error) => {
      if (stopping.signal.aborted) return;
      log.warn({ err: error, remedy: error.remedy }, 'the frontier model cannot be asked; unsure tickets go to review');
    },
  );
  return async () => {
    stopping.abort(new SignalboxError('STOPPING', 'the service is stopping'));
    await checked;
  };
}
