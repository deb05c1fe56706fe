import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import type { FrontierPolicy } from '../contracts/policy.ts';
import type { FrontierObserver } from './ask-frontier.ts';
import { FrontierFailure } from './frontier-failure.ts';

/** What all tickets together have found out of the endpoint. Times are on the clock of `performance.now()`. */
export interface EndpointState {
  /** Whether it failed so often that nobody is asked for a while. */
  isAway(): boolean;
  /** Until when it wants to be left alone. */
  readonly quietUntilMs: number;
  beQuiet(milliseconds: number): void;
  /** Makes a call, which counts for all of this. @throws what the call throws; cockatiel's BrokenCircuitError: it was not made */
  call<T>(make: () => Promise<T>): Promise<T>;
}

/** The longest that an endpoint may silence this process for: one call finds out whether it still means it. */
const mostSilenceMs = 10 * 60_000;

/** The call that finds out whether it is back was called off, by a stop, say: that says nothing of the endpoint. */
class TrialCalledOff extends Error {}

export function createEndpointState(
  { failures, openSeconds }: FrontierPolicy['breaker'],
  observer: FrontierObserver | undefined,
): EndpointState {
  const breaker = circuitBreaker(
    // Cockatiel takes every other error of a trial for a success.
    handleWhen((error) => error instanceof TrialCalledOff || (error instanceof FrontierFailure && error.isOutage)),
    // How long it stays open is measured here: cockatiel would by the wall clock, which may be set back.
    { halfOpenAfter: Number.NEGATIVE_INFINITY, breaker: new ConsecutiveBreaker(failures) },
  );
  let openUntilMs = 0;
  // What one ticket is told by a rate limit holds for all of them.
  let quietUntilMs = 0;
  breaker.onBreak((reason) => {
    if ('error' in reason && reason.error instanceof TrialCalledOff) return; // whoever comes next tries at once
    openUntilMs = performance.now() + openSeconds * 1000;
    observer?.circuit(true, 'error' in reason ? reason.error.message : 'held open', openUntilMs);
  });
  breaker.onReset(() => observer?.circuit(false, '', 0));

  const isAway = () => performance.now() < openUntilMs;
  return {
    isAway,
    get quietUntilMs() {
      return quietUntilMs;
    },
    beQuiet: (milliseconds) => {
      quietUntilMs = Math.max(quietUntilMs, performance.now() + Math.min(milliseconds, mostSilenceMs));
    },
    call: async (make) => {
      // While one call finds out whether it is back, others do not wait for that: it may take longer than they have.
      if (isAway() || breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
      if (breaker.state !== CircuitState.Open) return breaker.execute(make);
      try {
        return await breaker.execute(() => asTrial(make));
      } catch (error) {
        throw error instanceof TrialCalledOff ? error.cause : error;
      }
    },
  };
}

async function asTrial<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw error instanceof FrontierFailure ? error : new TrialCalledOff('the trial was called off', { cause: error });
  }
}
