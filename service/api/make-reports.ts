import type { MisclassificationReport } from '../contracts/misclassification-report.ts';
import { SignalboxError } from '../errors.ts';
import { loadReport } from '../review/load-report.ts';
import type { AppParts } from './app.ts';
import { createTurns } from './in-turn.ts';
import { readPeriod } from './read-period.ts';

export interface ReportScope {
  from?: string | undefined;
  to?: string | undefined;
  modelVersion?: string | undefined;
}

/** Whoever waits for a report: the response that it is for. */
type Asker = { readonly closed: boolean };

/** @throws SignalboxError INPUT_INVALID at once when the period is none */
export type MakeReport = (scope: ReportScope, asker: Asker) => Promise<MisclassificationReport>;

/** Above what a report of all that a large store keeps takes. */
const longestMs = 120_000;

type Parts = { store: NonNullable<AppParts['store']>; router: Pick<AppParts['router'], 'taxonomy' | 'clock'> };

/**
 * One report after the other: each has a connection of the store for seconds, and the embedded store has a single one, so that
 * what is written in between would wait behind all of them. Who asks for the same before it is begun shares it, and what nobody
 * waits for any more is not made. A store that has vanished says nothing: after a while the turn passes on, whatever became of the report.
 */
export function createReports({ store, router }: Parts): MakeReport {
  const { taxonomy, clock } = router;
  const names = new Map(taxonomy.categories.map(({ code, name }) => [code, name]));
  const inTurn = createTurns();
  const waiting = new Map<string, { report: Promise<MisclassificationReport>; askers: Asker[] }>();

  function make({ from, to, modelVersion }: ReportScope): Promise<MisclassificationReport> {
    const now = clock();
    return loadReport(store(), {
      period: readPeriod({ from, to }, now),
      modelVersion: modelVersion ?? null,
      names,
      now,
      longestQueryMs: longestMs,
    });
  }

  return async (scope, asker) => {
    readPeriod(scope, clock());
    const { from, to, modelVersion } = scope;
    const key = JSON.stringify([from, to, modelVersion]);
    const shared = waiting.get(key);
    if (shared) {
      shared.askers.push(asker);
      return shared.report;
    }
    const askers = [asker];
    const report = inTurn(async () => {
      // One that has begun does not see what was written since: who asks from now on, having corrected a ticket say, gets another.
      waiting.delete(key);
      if (askers.every(({ closed }) => closed))
        throw new SignalboxError('INPUT_INVALID', 'the client left before its report was made');
      return withinTime(make(scope));
    });
    waiting.set(key, { report, askers });
    return report;
  };
}

async function withinTime<Made>(making: Promise<Made>): Promise<Made> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tookTooLong()), longestMs);
  });
  try {
    return await Promise.race([making, over]);
  } catch (error) {
    throw isGivenUp(error) ? tookTooLong(error) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** A query that PostgreSQL ended at its `statement_timeout`. */
const isGivenUp = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '57014';

const tookTooLong = (cause?: unknown): SignalboxError =>
  new SignalboxError('REPORT_DEADLINE', `the report was not ready after ${longestMs / 1000} seconds`, {
    cause,
    remedy: 'ask for a shorter period, or again in a moment; an administrator can check the database',
  });
