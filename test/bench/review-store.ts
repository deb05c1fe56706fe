import { queueOrders } from '../../service/contracts/api-review-queue.ts';
import { loadReport } from '../../service/review/load-report.ts';
import { type DecisionFilter, findDecisions, type PagePlace } from '../../service/review/store/find-decisions.ts';
import { countWaiting, findQueue, type QueueRequest } from '../../service/review/store/find-queue.ts';
import { openStore } from '../../service/review/store/open-store.ts';
import { startPostgres } from '../support/local-postgres.ts';
import { undoneAtEnd } from '../support/undone-at-end.ts';
import { openExplainer } from './explainer.ts';
import { categories, fillStore, month } from './fill-store.ts';

/**
 * How long the report, a filtered page, the review queue and one ticket's explanation take (`npm run build` first):
 * `npx tsx test/bench/review-store.ts postgres 1000000` or `pglite 100000`; JSON on the last line. A folder as third argument
 * keeps the database, so that the next run need not fill it; a run that was cut off goes on filling.
 * PostgreSQL runs with its default settings but for fsync, which reading does not need.
 */
const [kind = 'pglite', rows = '20000', folder] = process.argv.slice(2);
const n = Number(rows);

const filters: Record<string, DecisionFilter> = {
  all: {},
  category: { choice: 'C7' },
  pair: { choice: 'C3', truth: 'C1' },
  wrong: { wrong: true },
  reason: { reason: 'out_of_taxonomy' },
  categoryAndReason: { choice: 'C19', reason: 'models_disagree' },
  frontierOfFirstModel: { outcome: 'frontier', modelVersion: '1.0.0' },
  week: { from: new Date('2026-01-10'), to: new Date('2026-01-17'), choice: 'C2' },
};

const server = kind === 'postgres' ? await startPostgres({}, folder) : null;
const stopServer = undoneAtEnd(async () => server?.stop());
const store = await openStore(server ? { databaseUrl: server.url } : { folder });
try {
  const filledMs = await timed(() => fillStore(store.db, n));
  const reportMs = await repeated(21, report);
  const pages: Record<string, { p50: number; p95: number }> = {};
  for (const [name, filter] of Object.entries(filters)) pages[name] = spread(await pageTimes(filter));
  const queuesMs: Record<string, { p50: number; p95: number }> = {};
  for (const order of queueOrders) queuesMs[order] = spread(await repeated(20, () => queue({ order, only: 'review' })));
  queuesMs.audit = spread(await repeated(20, () => queue({ order: 'oldest', only: 'audit' })));
  const explainer = await openExplainer(store.db);
  const explanationMs = await repeated(20, (i) => explainer.explain(`T-${Math.floor((n / 20) * i)}`));
  await explainer.close();
  const result = {
    store: kind,
    rows: n,
    filledMs,
    firstReportMs: reportMs[0],
    reportMs: spread(reportMs.slice(1)),
    pagesMs: pages,
    queuesMs,
    explanationMs: spread(explanationMs),
  };
  console.log(JSON.stringify(result, null, 2));
  console.log(JSON.stringify(result));
} finally {
  await store.close();
  await stopServer();
}

function report(): Promise<unknown> {
  const names = new Map(categories.map((code) => [code, code]));
  return loadReport(store.db, { period: month, modelVersion: null, names, now: month.to });
}

/** As the console asks for it. */
async function queue(request: Omit<QueueRequest, 'limit'>): Promise<void> {
  await findQueue(store.db, { ...request, limit: 30 });
  await countWaiting(store.db);
}

async function repeated(times: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) taken.push(await timed(() => work(i)));
  return taken;
}

/** Pages of 50 walked from the latest on. */
async function pageTimes(filter: DecisionFilter): Promise<number[]> {
  const times: number[] = [];
  let after: PagePlace | undefined;
  for (let i = 0; i < 40; i++) {
    let last: PagePlace | undefined;
    times.push(
      await timed(async () => {
        last = (await findDecisions(store.db, filter, { limit: 50, ...(after ? { after } : {}) })).at(-1);
      }),
    );
    after = last;
  }
  return times;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
}

function spread(times: readonly number[]): { p50: number; p95: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
