import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { SignalboxError } from '../errors.ts';
import { nobodyAsked, settleEscalated } from '../escalate/settle-escalated.ts';
import { decodeTicket } from '../intake/decode-ticket.ts';
import { type RouterParts, routeTickets } from '../route-tickets.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { notFound, problemHandler } from './problem.ts';

export interface AppParts {
  router: RouterParts;
  /** Puts the bytes of a ticket on the inbound topic; resolves when the broker has them. */
  publishTicket: (ticketId: string, value: Buffer) => Promise<void>;
  isReady: () => boolean;
  /** Whether /v1 is served. There is no sign-in yet, so only on a loopback address. */
  isOpen: boolean;
  metrics: Metrics;
  log: Logger;
}

/** HTTP: health, metrics, and tickets from those who have no Kafka producer. */
export function createApp({ router, publishTicket, isReady, isOpen, metrics, log }: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', (_request, response) => {
    response.status(isReady() ? 200 : 503).json({ status: isReady() ? 'ready' : 'starting' });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });

  app.use('/v1', (_request, response, next) => {
    if (isOpen) return next();
    const detail = '/v1 is served on a loopback address only: it has no sign-in yet. Publish tickets to Kafka.';
    response.status(403).type('application/problem+json').json({ title: 'Not open', status: 403, detail });
  });

  // The bytes go through the very intake of the topic, so both ways refuse the same things with the same words.
  // Only as JSON: a page in somebody's browser cannot send that to another origin without being asked for permission first.
  const bytes = express.raw({ type: 'application/json', limit: '4mb' });
  app.post('/v1/classify', bytes, async (request, response) => {
    const message = {
      key: null,
      value: bodyOf(request.body),
      source: { topic: 'http', partition: 0, offset: 0 },
      receivedAtMs: Date.now(),
    };
    const [outcome] = await routeTickets([message], router);
    if (outcome?.kind === 'rejected') throw new SignalboxError('INPUT_INVALID', `${outcome.reason}: ${outcome.detail}`);
    response.json(
      outcome?.kind === 'escalated'
        ? settleEscalated(outcome.ticket, nobodyAsked, { ...router, rules: router.policy.frontier }, router.clock())
        : outcome?.event,
    );
  });
  app.post('/v1/tickets', bytes, async (request, response) => {
    const value = bodyOf(request.body);
    const decoded = decodeTicket(value, null);
    if (!decoded.ok) throw new SignalboxError('INPUT_INVALID', `${decoded.reason}: ${decoded.detail}`);
    await publishTicket(decoded.ticket.ticketId, value);
    response.status(202).json({ ticketId: decoded.ticket.ticketId });
  });

  app.use(notFound);
  app.use(problemHandler(log));
  return app;
}

function bodyOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  throw new SignalboxError(
    'INPUT_INVALID',
    'the request has no body of content-type application/json; send one ticket as a JSON object',
  );
}
