import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import express, { type Request } from 'express';
import { SignalboxError } from '../../../service/errors.ts';
import { loadTaxonomy } from '../../../service/load-taxonomy.ts';
import { projectRoot } from '../../../service/project-root.ts';
import { loadReport } from '../../../service/review/load-report.ts';
import { compareReports } from '../../../service/review/report/compare.ts';
import { type CsvTable, exportCsv } from '../../../service/review/report/export-csv.ts';
import { exportHtml } from '../../../service/review/report/export-html.ts';
import { correctTicket } from '../../../service/review/store/correct-ticket.ts';
import {
  auditQueue,
  type DecisionSummary,
  findDecisions,
  reviewQueue,
} from '../../../service/review/store/find-decisions.ts';
import { findTicket } from '../../../service/review/store/find-ticket.ts';
import { openStore } from '../../../service/review/store/open-store.ts';
import { recordPracticeMonth } from './practice-month.ts';

/** The console and its API over a practice month, without Kafka and model. */
export async function startPracticeApi({
  port = 0,
  tickets = 4000,
} = {}): Promise<{ url: string; close: () => Promise<void> }> {
  const taxonomy = await loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml'));
  const calibration = JSON.parse(readFileSync(join(projectRoot, 'model/calibration.json'), 'utf8'));
  const store = await openStore({});
  const { db } = store;
  await recordPracticeMonth(db, taxonomy, { now: new Date(), tickets });
  const names = new Map(taxonomy.categories.map(({ code, name }) => [code, name]));
  const drafts: Record<string, unknown>[] = [];
  const listeners = new Set<(data: unknown) => void>();

  const app = express();
  app.use(express.json());
  app.use((_request, response, next) => {
    response.set('content-security-policy', "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'");
    next();
  });

  const text = (request: Request, name: string) => (request.query[name] as string | undefined) || undefined;
  const periodOf = (request: Request, from = 'from', to = 'to') => {
    const end = text(request, to) ? new Date(text(request, to) as string) : new Date();
    return {
      from: text(request, from) ? new Date(text(request, from) as string) : new Date(end.getTime() - 30 * 864e5),
      to: end,
    };
  };
  const report = (request: Request, prefix = false) =>
    loadReport(db, {
      period: prefix ? periodOf(request, 'otherFrom', 'otherTo') : periodOf(request),
      modelVersion: text(request, prefix ? 'otherModelVersion' : 'modelVersion') ?? null,
      names,
      now: new Date(),
    });
  const user = (request: Request) =>
    decodeURIComponent((request.headers['x-signalbox-user'] as string | undefined) ?? 'local');

  app.get('/v1/session', (request, response) => {
    response.json({ user: { name: user(request), role: 'admin' }, signIn: 'open' });
  });
  app.get('/v1/reports/misclassification', async (request, response) => {
    const built = await report(request);
    if (request.query.format === 'csv')
      return void response
        .type('text/csv')
        .send(exportCsv(built, (text(request, 'table') ?? 'categories') as CsvTable));
    if (request.query.format === 'html') return void response.type('html').send(exportHtml(built));
    response.json(built);
  });
  app.get('/v1/reports/misclassification/comparison', async (request, response) => {
    response.json(compareReports(await report(request), await report(request, true)));
  });
  app.get('/v1/decisions', async (request, response) => {
    const truth = text(request, 'truth');
    const filter = Object.fromEntries(
      ['outcome', 'choice', 'reason', 'modelVersion', 'ticketId'].map((name) => [name, text(request, name)]),
    );
    const flags = Object.fromEntries(
      ['labelled', 'wrong'].flatMap((name) => (text(request, name) ? [[name, text(request, name) === 'true']] : [])),
    );
    const items = await findDecisions(
      db,
      { ...filter, ...flags, ...(truth === undefined ? {} : { truth: truth === 'none' ? null : truth }) },
      { limit: Number(text(request, 'limit') ?? 50) },
    );
    response.json({ items, next: null });
  });
  app.get('/v1/tickets/:ticketId', async (request, response) => {
    const ticket = await findTicket(db, request.params.ticketId);
    if (!ticket) throw new SignalboxError('TICKET_UNKNOWN', `nothing is known of ticket ${request.params.ticketId}`);
    response.json({ ...ticket, history: ticket.history.map((word) => ({ ...word, retracts: null })) });
  });
  app.get('/v1/tickets/:ticketId/explanation', async (request, response) => {
    const ticket = await findTicket(db, request.params.ticketId);
    const [kept] = ticket?.texts ?? [];
    const first = await candidatesOf(request.params.ticketId);
    const category = text(request, 'category') ?? first[0]?.category ?? (taxonomy.codes[0] as string);
    const about = taxonomy.categories.find(({ code }) => code === category);
    const telling = new Set(
      `${about?.name} ${about?.definition} ${about?.includes.join(' ')}`.toLowerCase().match(/\p{L}{5,}/gu),
    );
    const words = (['subject', 'body'] as const).flatMap((field) =>
      [...(kept?.[field] ?? '').matchAll(/[\p{L}\p{N}'’-]+/gu)].slice(0, 60).map((match) => ({
        field,
        start: match.index,
        end: match.index + match[0].length,
        weight: telling.has(match[0].toLowerCase())
          ? 0.05 + ((match.index * 37) % 30) / 100
          : match.index % 11 === 0
            ? -0.06
            : ((match.index * 13) % 10) / 1000,
      })),
    );
    const near = await findDecisions(db, { choice: category, labelled: true }, { limit: 5 });
    const nearest = await Promise.all(
      near.map(async ({ ticketId, category: label }, i) => {
        const other = (await findTicket(db, ticketId))?.texts[0];
        return {
          id: ticketId,
          label,
          subject: other?.subject ?? '',
          body: other?.body ?? '',
          similarity: 0.91 - i * 0.06,
        };
      }),
    );
    response.json({
      modelVersion: '1.0.0-20261126-cbc7ecaa',
      category,
      candidates: first,
      outOfTaxonomy: 0.04,
      words,
      nearest,
    });
  });
  app.get('/v1/review-queue', async (request, response) => {
    const limit = Number(text(request, 'limit') ?? 30);
    const only = text(request, 'only');
    const order = text(request, 'order') === 'oldest' ? 'oldest' : 'least_certain';
    const [audits, reviews] = [await auditQueue(db, 500), await reviewQueue(db, { limit: 500, order })];
    const itemOf = async (item: DecisionSummary, occasion: 'audit' | 'review') => {
      const ticket = await findTicket(db, item.ticketId);
      const candidates = await candidatesOf(item.ticketId);
      const inOrder =
        occasion === 'audit' ? candidates.toSorted((a, b) => a.category.localeCompare(b.category)) : candidates;
      return {
        ...item,
        occasion,
        body: ticket?.texts[0]?.body ?? null,
        channel: ticket?.texts[0]?.channel ?? null,
        candidates: inOrder,
        basedOn: ticket?.history[0]?.correctionId ?? null,
      };
    };
    const mixed = [
      ...(only === 'audit' ? [] : reviews.map((item) => ({ item, occasion: 'review' as const }))),
      ...(only === 'review' ? [] : audits.map((item) => ({ item, occasion: 'audit' as const }))),
    ];
    const items = await Promise.all(mixed.slice(0, limit).map(({ item, occasion }) => itemOf(item, occasion)));
    response.json({ items, waiting: { audit: audits.length, review: reviews.length } });
  });
  app.post('/v1/corrections', async (request, response) => {
    const { correctionId = crypto.randomUUID(), basedOn = null, retracts, ...given } = request.body;
    const correction = {
      revision: 1,
      occasion: 'unasked',
      ...given,
      correctedBy: user(request),
      correctedAt: new Date().toISOString(),
    };
    if (retracts) {
      const { history } = (await findTicket(db, given.ticketId)) as NonNullable<Awaited<ReturnType<typeof findTicket>>>;
      correction.category = history[1]?.category ?? null;
    }
    await correctTicket(db, taxonomy.codes, { correctionId, correction, basedOn, now: new Date() });
    for (const listener of listeners) listener({ decisions: 0, corrections: 1, latest: null });
    response.status(201).json({ correctionId, ticketId: given.ticketId });
  });
  app.get('/v1/calibration', (_request, response) => {
    response.json({
      modelVersion: '1.0.0-20261126-cbc7ecaa',
      targetError: calibration.thresholds.targetError,
      thresholds: {
        default: calibration.thresholds.global.threshold,
        categories: { [taxonomy.codes[2] as string]: 'never' },
        outOfTaxonomy: calibration.outOfTaxonomy.threshold,
      },
      released: calibration.riskCoverage.map((point: { threshold: number; coverage: number; risk: number }) => {
        const accepted = Math.round(point.coverage * 1311);
        return { ...point, riskUpperBound95: Math.min(1, point.risk + 3 / Math.max(3, accepted)), accepted };
      }),
    });
  });
  app.get('/v1/calibration/changes', async (request, response) => {
    const threshold = Number(text(request, 'threshold'));
    const all = await findDecisions(db, periodOf(request), { limit: 5000 });
    const scored = all.filter(({ confidence }) => confidence !== null);
    const now = calibration.thresholds.global.threshold;
    const items = scored.flatMap((item) => {
      const confidence = item.confidence as number;
      if (item.outcome === 'model' && confidence < threshold) return [{ ...item, change: 'no_longer_routed' }];
      if (item.outcome !== 'model' && confidence >= threshold && confidence < now)
        return [{ ...item, change: 'newly_routed' }];
      return [];
    });
    const of = (change: string) => items.filter((item) => item.change === change).length;
    response.json({
      noLongerRouted: of('no_longer_routed'),
      newlyRouted: of('newly_routed'),
      of: scored.length,
      items: items.slice(0, Number(text(request, 'limit') ?? 50)),
    });
  });
  app.get('/v1/policy-drafts', (_request, response) => void response.json({ items: drafts }));
  app.post('/v1/policy-drafts', (request, response) => {
    const made = { id: String(drafts.length + 1), createdBy: user(request), createdAt: new Date().toISOString() };
    drafts.unshift({ note: '', ...request.body, ...made, modelVersion: '1.0.0-20261126-cbc7ecaa' });
    response.status(201).json(drafts[0]);
  });
  app.get('/v1/policy-drafts/:id', (request, response) => {
    response.type('text/yaml').send(`# draft ${request.params.id}\nthresholds:\n  default: 0.9\n`);
  });
  app.get('/v1/taxonomy', async (request, response) => {
    const built = await report(request);
    const counts = new Map(built.categories.map(({ code, routed, reviewed }) => [code, { routed, reviewed }]));
    const { version, categories, houseRules, precedence, vocabulary, severalProblems } = taxonomy;
    const counted = categories.map(({ route: { skills: _, ...route }, ...category }) => ({
      ...category,
      route,
      routed: 0,
      reviewed: 0,
      ...counts.get(category.code),
    }));
    response.json({
      ...{ version, name: taxonomy.name ?? null, categories: counted },
      ...{ houseRules, precedence, vocabulary, severalProblems },
    });
  });
  app.get('/v1/audit-log', (_request, response) => void response.json({ items: [], next: null }));
  app.get('/v1/events', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write(': hello\n\n');
    const listener = (data: unknown) => void response.write(`event: changed\ndata: ${JSON.stringify(data)}\n\n`);
    listeners.add(listener);
    response.on('close', () => listeners.delete(listener));
  });
  app.use('/v1', (_request, response) => {
    response.status(404).type('application/problem+json').json({ title: 'Not found', status: 404, code: 'NOT_FOUND' });
  });
  app.use(express.static(join(projectRoot, 'dist/console')));
  app.use((_request, response) => response.sendFile(join(projectRoot, 'dist/console/index.html')));
  app.use(((error, _request, response, _next) => {
    const statuses: Record<string, number> = { CORRECTION_STALE: 409, TICKET_UNKNOWN: 404, CATEGORY_UNKNOWN: 422 };
    const known = error instanceof SignalboxError ? error : null;
    if (!known) console.error(error);
    const status = statuses[known?.code ?? ''] ?? 500;
    response.status(status).type('application/problem+json');
    response.json({
      title: 'Not done',
      status,
      detail: String(error.message),
      code: known?.code,
      remedy: known?.remedy,
    });
  }) as express.ErrorRequestHandler);

  const server = app.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await store.close();
    },
  };

  async function candidatesOf(ticketId: string) {
    const ticket = await findTicket(db, ticketId);
    const event = ticket?.decisions[0]?.event;
    const choice = ticket?.decisions[0];
    if (event?.decision === 'needs_review') return event.candidates;
    const confidence = choice?.confidence ?? 0.9;
    const others = taxonomy.codes.filter((code) => code !== choice?.choice).slice(0, 2);
    return [
      { category: choice?.choice ?? (taxonomy.codes[0] as string), probability: confidence },
      ...others.map((category, i) => ({ category, probability: ((1 - confidence) * (2 - i)) / 3 })),
    ];
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await startPracticeApi({ port: Number(process.argv[2] ?? 8080) });
  console.log(`practice API at ${url}/`);
}
