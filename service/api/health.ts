import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Metrics } from '../telemetry/metrics.ts';
import { contentSecurityPolicy, refuseForeignOrigins } from './request-origin.ts';

export interface HealthParts {
  isReady: () => boolean;
  metrics: Metrics;
  trustProxy: string | undefined;
  /** Whether a service without sign-in answers here, for this machine alone. Default false. */
  isOpen?: boolean;
}

/** What a supervisor and Prometheus ask of every process, whatever its roles; no sign-in. */
export function createHealthApp({ isReady, metrics, trustProxy, isOpen = false }: HealthParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', trusted(trustProxy));
  app.use(helmet({ contentSecurityPolicy }));

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', (_request, response) => {
    response.status(isReady() ? 200 : 503).json({ status: isReady() ? 'ready' : 'starting' });
  });
  // They tell how much business there is, and a page whose name somebody lets point at this machine could read them.
  app.use('/metrics', refuseForeignOrigins({ isOpen }));
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return app;
}

/** How many proxies stand in front, or their addresses; without any, `x-forwarded-*` is what anybody may write. */
function trusted(given: string | undefined): false | number | string {
  if (given === undefined) return false;
  return /^\d+$/.test(given) ? Number(given) : given;
}
