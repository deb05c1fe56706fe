import { CancelledError, type Query, type QueryClient } from '@tanstack/react-query';
import { pauseOf } from './problem.ts';

/** Busy topics change the store every second; a report that is built anew each time would only flicker. */
const leastPauseMs = 4000;
/** A list is asked for page by page: a long one waits longer, so that what is left of the limit of requests is for its reader. */
const pausePerPageMs = 1000;
/** A connection that was lost on the way may never tell. */
const longestMs = 300_000;

interface AskingAgain {
  /** Something has changed. */
  soon: () => void;
  stop: () => void;
}

/**
 * Asks again for what pages show, at most every four seconds. What is on its way is not given up for it: it might never come
 * while changes go on. It may have been read before the change, so it is asked for once more when it is there.
 */
export function askingAgain(client: QueryClient): AskingAgain {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let roundAtMs = Number.NEGATIVE_INFINITY;
  let hasChanged = false;
  let isStopped = false;
  const wanted = new Set<Query>();
  const askedAtMs = new WeakMap<Query, number>();
  const onItsWay = new WeakMap<Query, { promise: Query['promise']; sinceMs: number }>();

  function plan(): void {
    if (!isStopped) timer ??= setTimeout(round, Math.max(0, leastPauseMs - (performance.now() - roundAtMs)));
  }

  function round(): void {
    timer = null;
    roundAtMs = performance.now();
    const queries = client.getQueryCache().getAll();
    if (hasChanged) for (const query of queries.filter(({ meta }) => meta?.live !== false)) wanted.add(query);
    hasChanged = false;
    const known = new Set(queries);
    for (const query of wanted) {
      if (!known.has(query)) wanted.delete(query);
      else if (query.state.fetchStatus === 'idle' ? !rests(query) : isLost(query)) ask(query);
    }
    if (wanted.size > 0) plan();
  }

  function isLost(query: Query): boolean {
    const known = onItsWay.get(query);
    if (known && known.promise === query.promise) return roundAtMs - known.sinceMs > longestMs;
    onItsWay.set(query, { promise: query.promise, sinceMs: roundAtMs });
    return false;
  }

  function rests(query: Query): boolean {
    // Nobody asks for it until it is shown: it is only marked.
    if (!query.isActive()) return false;
    const restedMs = roundAtMs - (askedAtMs.get(query) ?? Number.NEGATIVE_INFINITY);
    const pauseMs = pagesOf(query) * pausePerPageMs;
    // That of a short one is over with every round, whose timer may be a moment early.
    if (pauseMs > leastPauseMs && restedMs < pauseMs) return true;
    return Date.now() - query.state.errorUpdatedAt < pauseOf(query.state.error);
  }

  function ask(query: Query): void {
    wanted.delete(query);
    if (query.isActive()) askedAtMs.set(query, roundAtMs);
    void client.invalidateQueries({ predicate: (other) => other === query });
    if (query.state.fetchStatus === 'idle') return;
    query.promise?.catch((error: unknown) => {
      // Its reader has asked for another page meanwhile, say.
      if (!(error instanceof CancelledError)) return;
      wanted.add(query);
      plan();
    });
  }

  return {
    soon() {
      hasChanged = true;
      plan();
    },
    stop() {
      isStopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}

/** For whoever looks at the page again: what is stale of all that changes in the store leave alone. */
export function askRestingAgain(client: QueryClient): void {
  const predicate = ({ meta, state }: Query) =>
    meta?.live === false && !meta.stays && Date.now() - state.errorUpdatedAt >= pauseOf(state.error);
  void client.refetchQueries({ type: 'active', stale: true, predicate }, { cancelRefetch: false });
}

function pagesOf({ state: { data } }: Query): number {
  const { pages } = (data ?? {}) as { pages?: unknown };
  return Array.isArray(pages) ? pages.length : 1;
}
