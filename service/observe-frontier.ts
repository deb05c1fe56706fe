import type { Logger } from 'pino';
import type { FrontierObserver } from './escalate/ask-frontier.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** Between two lines of the log about the same kind of failure: a storm of them says nothing more, days later it is news. */
const silenceMs = 10 * 60_000;

/** Tells metrics and log what comes of asking. */
export function observeFrontier(metrics: Metrics, log: Logger): FrontierObserver {
  const toldAtMs = new Map<string, number>(); // by code
  return {
    called: (result, seconds, failure) => {
      metrics.frontierCalls.observe({ result }, seconds);
      if (!failure || performance.now() - (toldAtMs.get(failure.code) ?? Number.NEGATIVE_INFINITY) < silenceMs) return;
      toldAtMs.set(failure.code, performance.now());
      log.warn({ code: failure.code, remedy: failure.remedy }, `frontier model: ${failure.message}`);
    },
    spent: (usd) => metrics.frontierCostUsd.inc(usd),
    circuit: (isOpen, cause, untilMs) => {
      metrics.frontierAwayUntil(untilMs);
      if (isOpen) log.warn({ cause }, 'the frontier model is not asked for a while; unsure tickets go to review');
      else log.info('the frontier model is asked again');
    },
  };
}
