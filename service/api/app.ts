import type { Express } from 'express';
import type { Logger } from 'pino';
import { SignalboxError } from '../errors.ts';
import type { SimilarTicket } from '../escalate/similar-tickets.ts';
import type { StoreAccess } from '../review/store/store-access.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { ApiParts } from './api-parts.ts';
import { createChangeFeed, type OnChanged } from './change-feed.ts';
import { docsRouter } from './docs-page.ts';
import { endpoints } from './endpoints/all.ts';
import { createExplainer } from './explain-ticket.ts';
import { createHealthApp } from './health.ts';
import { createReports } from './make-reports.ts';
import { createModelCandidates } from './model-candidates.ts';
import { mountEndpoints } from './mount-endpoints.ts';
import { notFound, problemHandler } from './problem.ts';
import { refuseMethod } from './refuse-method.ts';
import { refuseForeignOrigins } from './request-origin.ts';
import { createRefusalLimit } from './sign-in/refusal-limit.ts';
import { consoleRouter } from './static-console.ts';

type MadeHere = 'store' | 'changes' | 'explainTicket' | 'modelCandidates' | 'makeReport' | 'refusals';

export interface AppParts extends Omit<ApiParts, MadeHere> {
  /** Longest input of the model in tokens. */
  maxTokens: number;
  /** Labelled tickets nearest to an embedding of this model; none when none travel with it. */
  nearestTickets: (embedding: Int8Array, most: number, exclude: string) => Promise<SimilarTicket[]>;
  /** Null: this process has none. */
  store: StoreAccess | null;
  /** Null: nothing in this process writes to the store. */
  onChanged: OnChanged | null;
  isReady: () => boolean;
  http: { rateLimitPerMinute: number; trustProxy: string | undefined };
  /** Folder of the built console. */
  consoleFolder: string;
  metrics: Metrics;
  log: Logger;
}

/** HTTP: health, metrics, the API by its route table, its documentation and the console. */
export function createApp(parts: AppParts): Express {
  const { isReady, http, metrics, log, signIn } = parts;
  const isOpen = signIn.kind === 'open';
  const app = createHealthApp({ isReady, metrics, trustProxy: http.trustProxy, isOpen });

  const store = parts.store ?? noStore;
  const changes = createChangeFeed(store, parts.onChanged);
  const apiParts: ApiParts = {
    ...parts,
    store,
    changes,
    explainTicket: createExplainer(parts),
    modelCandidates: createModelCandidates(parts),
    makeReport: createReports({ ...parts, store }),
    refusals: createRefusalLimit(),
  };
  app.use(['/v1', '/docs', '/openapi.json'], refuseForeignOrigins({ isOpen }));
  mountEndpoints(app, endpoints, apiParts, http.rateLimitPerMinute);

  app.use(docsRouter());
  app.use('/v1', refuseMethod(endpoints), notFound);
  app.use(consoleRouter(parts.consoleFolder));
  app.use(notFound);
  app.use(problemHandler(log));
  return app;
}

const noStore: StoreAccess = () => {
  throw new SignalboxError('STORE_UNREACHABLE', 'this process has no reviewer/api store', {
    remedy: 'start it with the role reviewer or api, and DATABASE_URL where several processes share the store',
  });
};
