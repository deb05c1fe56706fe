import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Metrics } from '../telemetry/metrics.ts';
import { contentSecurityPolicy } from './request-origin.ts';

export interface HealthParts {
  isReady: () => boolean;
  metrics: Metrics;
  trustProxy: string | undefined;
}

/** What a supervisor and Prometheus ask of every process, whatever its roles; no sign-in. */
export function createHealthApp({ isReady, metrics, trustProxy }: HealthParts): Express {
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
