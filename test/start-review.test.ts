import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startReview } from '../service/start-review.ts';
import { createLog } from '../service/telemetry/log.ts';
import { createReviewMetrics } from '../service/telemetry/review-metrics.ts';
import { nextThread } from './review/support/next-thread.ts';
import { startPostgres } from './support/local-postgres.ts';
import { onPostgres } from './support/reviewing.ts';
import { until } from './support/until.ts';

/** As PostgreSQL says it: severity, SQLSTATE, message. */
function refusal(): Buffer {
  const fields = Buffer.from('SFATAL\0C28P01\0Mpassword authentication failed\0\0');
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

test('when the store turns out to be none only after the start, then that is told, also where nobody fills it', async () => {
  let isUp = false;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    if (isUp) socket.once('data', () => socket.end(refusal()));
    else socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const onFailure = vi.fn();
  const review = await startReview({
    settings: {
      databaseUrl: `postgres://signalbox@127.0.0.1:${port}/signalbox`,
      folder: '',
      auditRate: 0,
      retention: { textDays: 1, decisionDays: 1 },
    },
    metrics: createReviewMetrics(new Registry()),
    log: createLog('silent'),
    isReviewer: false,
    onFailure,
  });
  try {
    expect(onFailure).not.toHaveBeenCalled();
    isUp = true;
    await until('it is told', () => onFailure.mock.calls.length > 0);
    expect(onFailure).toHaveBeenCalledWith(expect.objectContaining({ code: 'STORE_MISFIT' }));
  } finally {
    await review.close();
    server.close();
  }
  expect(onFailure).toHaveBeenCalledOnce();
});

test('the log names the store that is opened, without its password', async () => {
  const lines: string[] = [];
  const review = await startReview({
    settings: {
      databaseUrl: 'postgres://ana:sesame@127.0.0.1:1/tickets',
      folder: '',
      auditRate: 0,
      retention: { textDays: 1, decisionDays: 1 },
    },
    metrics: createReviewMetrics(new Registry()),
    log: pino({}, { write: (line) => void lines.push(line) }),
    isReviewer: false,
    onFailure: vi.fn(),
  });
  await review.close();
  expect(JSON.parse(lines[0] ?? '').msg).toBe("the analysts' store: PostgreSQL at 127.0.0.1:1, database tickets");
  expect(lines.join('')).not.toContain('sesame');
});

test('when the thread of the embedded store ends, then that is told, for nothing but another start opens it again', async () => {
  const registry = new Registry();
  const onFailure = vi.fn();
  const starting = nextThread();
  const review = await startReview({
    settings: { databaseUrl: undefined, folder: '', auditRate: 0, retention: { textDays: 1, decisionDays: 1 } },
    metrics: createReviewMetrics(registry),
    log: createLog('silent'),
    isReviewer: true,
    onFailure,
  });
  await review.opened;
  expect(await registry.getSingleMetricAsString('signalbox_store_up')).toMatch(/ 1$/);
  await (await starting).terminate();
  await until('it is told', () => onFailure.mock.calls.length > 0);
  await review.close();
  expect(onFailure.mock.calls).toEqual([[expect.objectContaining({ code: 'STORE_UNREACHABLE' })]]);
  expect(await registry.getSingleMetricAsString('signalbox_store_up')).toMatch(/ 0$/);
});

onPostgres('a database that goes and comes back', () => {
  test('is seen to do so by a process that asks it for nothing', async () => {
    const server = await startPostgres();
    onTestFinished(() => server.stop());
    const registry = new Registry();
    const review = await startReview({
      settings: { databaseUrl: server.url, folder: '', auditRate: 0, retention: { textDays: 1, decisionDays: 1 } },
      metrics: createReviewMetrics(registry),
      log: createLog('silent'),
      isReviewer: false,
      onFailure: vi.fn(),
    });
    onTestFinished(() => review.close());
    await review.opened;
    const shows = (value: string) => async () =>
      (await registry.getSingleMetricAsString('signalbox_store_up')).endsWith(` ${value}`);
    await until('it is up', shows('1'));
    await server.pause();
    await until('it is down', shows('0'));
    await server.resume();
    await until('it is up again', shows('1'));
  });
});
