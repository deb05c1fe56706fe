import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createRoutingEventValidator } from '../../service/contracts/routing-event.ts';
import { type ErrorCode, SignalboxError } from '../../service/errors.ts';
import { createMetrics } from '../../service/telemetry/metrics.ts';
import { failingClassifier, fakeClassifier, scoresOf, taxonomy } from '../support/fixtures.ts';
import { until } from '../support/until.ts';
import { serve, sure } from './support/serve.ts';

const ticket = { ticketId: 'T-1', subject: 'Card', body: 'My card was refused.', channel: 'chat' };

const problem = (status: number) => ({ status, type: expect.stringContaining('application/problem+json') });

describe('POST /v1/classify', () => {
  test('when the model is sure, then the answer is the event that would be published', async () => {
    const { post, publishTicket } = await serve();
    const { status, text } = await post('/v1/classify', JSON.stringify(ticket));
    expect(status).toBe(200);
    const event = createRoutingEventValidator(taxonomy)(JSON.parse(text));
    expect(event).toMatchObject({ decision: 'routed', category: 'PAY', ticketId: 'T-1', source: { topic: 'http' } });
    expect(publishTicket).not.toHaveBeenCalled();
  });

  test('when it is unsure, then the answer is what a second opinion would make of it', async () => {
    const { post } = await serve({ classifier: fakeClassifier(() => scoresOf([0.25, 0.5, 0.25])) });
    const { status, text } = await post('/v1/classify', JSON.stringify(ticket));
    expect(status).toBe(200);
    expect(createRoutingEventValidator(taxonomy)(JSON.parse(text))).toMatchObject({ reason: 'frontier_unavailable' });
  });

  test.each<[ErrorCode, number]>([
    ['CLASSIFIER_FAILED', 503],
    ['CLASSIFIER_DEADLINE', 504],
    ['CLASSIFIER_REFUSED', 500],
  ])('when the classifier fails with %s, then the answer is %i and the failure is logged', async (code, status) => {
    const error = new SignalboxError(code, 'http://10.0.0.7:8081 cannot be reached');
    const { post, logged } = await serve({ classifier: failingClassifier(error) });
    const answer = await post('/v1/classify', JSON.stringify(ticket));
    expect(answer).toMatchObject(problem(status));
    expect(JSON.parse(answer.text)).toMatchObject({ status, code });
    expect(logged.join()).toContain('10.0.0.7');
    expect(logged.join()).not.toContain(ticket.body);
  });

  test('when something fails here, then the answer does not tell what stands behind the service', async () => {
    for (const error of [new Error('10.0.0.7'), new SignalboxError('CLASSIFIER_FAILED', '10.0.0.7 answered 503')]) {
      const { post } = await serve({ classifier: failingClassifier(error) });
      expect((await post('/v1/classify', JSON.stringify(ticket))).text).not.toContain('10.0.0.7');
    }
  });
});

describe('POST /v1/tickets', () => {
  test('when the body is a ticket, then the very bytes are published under its id', async () => {
    const { post, publishTicket } = await serve();
    const bytes = Buffer.from(' {"ticketId": 48151, "body":"Größe \\u00e9", "x":1.50}\n');
    const answer = await post('/v1/tickets', bytes);
    expect(answer.status).toBe(202);
    expect(JSON.parse(answer.text)).toEqual({ ticketId: '48151' });
    expect(publishTicket.mock.calls).toEqual([['48151', bytes, expect.any(AbortSignal)]]);
  });

  test('when the broker does not take it, then the answer is 503', async () => {
    const publishTicket = () => Promise.reject(new SignalboxError('BROKER_UNREACHABLE', 'no broker'));
    const { post } = await serve({ publishTicket });
    expect(await post('/v1/tickets', JSON.stringify(ticket))).toMatchObject(problem(503));
  });

  test('when the client leaves while the ticket waits, then whoever publishes is told', async () => {
    let told: AbortSignal | undefined;
    const publishTicket = (_id: string, _value: Buffer, signal: AbortSignal) =>
      new Promise<void>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        told = signal;
      });
    const { base } = await serve({ publishTicket });
    const leaving = new AbortController();
    const headers = { 'content-type': 'application/json' };
    const { signal } = leaving;
    const posted = fetch(`${base}/v1/tickets`, { method: 'POST', headers, body: JSON.stringify(ticket), signal });
    posted.catch(() => undefined);
    await until('the ticket waits', () => told !== undefined);
    leaving.abort();
    await expect(posted).rejects.toThrow();
    await until('it is told', () => told?.aborted === true);
  });
});

describe.each(['/v1/classify', '/v1/tickets'])('when what is posted to %s is no ticket', (path) => {
  test.each<[string, string | Buffer, number, string]>([
    ['bad JSON', '{"ticketId":', 400, 'invalid_json'],
    ['a list', '[]', 400, 'not_an_object'],
    ['no UTF-8', Buffer.from([0x7b, 0xff]), 400, 'invalid_utf8'],
    ['no id', '{"body":"x"}', 400, 'invalid_ticket: ticketId is missing'],
    ['a body in pieces', '{"ticketId":"1","body":[]}', 400, 'invalid_ticket: body'],
    ['nothing', '', 400, 'no body'],
    ['5 MB', randomBytes(5 * 1024 * 1024), 413, 'too large'],
  ])('%s, then the answer says so in the words of intake, and nothing happens', async (_what, body, status, words) => {
    const classifier = sure();
    const { post, publishTicket, logged } = await serve({ classifier });
    const answer = await post(path, body);
    expect(answer).toMatchObject(problem(status));
    expect(JSON.parse(answer.text)).toMatchObject({ status, detail: expect.stringContaining(words) });
    expect([publishTicket.mock.calls, classifier.asked, logged]).toEqual([[], [], []]);
  });
});

describe('for operators', () => {
  test('/healthz answers while the process lives, /readyz only when every role is at work', async () => {
    let ready = false;
    const { request } = await serve({ isReady: () => ready });
    expect(await request('/healthz')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    expect(await request('/readyz')).toMatchObject({ status: 503, text: '{"status":"starting"}' });
    ready = true;
    expect(await request('/readyz')).toMatchObject({ status: 200, text: '{"status":"ready"}' });
  });

  test('/metrics gives the counts in the form of Prometheus', async () => {
    const metrics = createMetrics();
    metrics.outcomes.inc({ role: 'router', outcome: 'routed', detail: 'PAY' }, 3);
    const { status, type, text } = await (await serve({ metrics })).request('/metrics');
    expect([status, type]).toEqual([200, expect.stringContaining('text/plain')]);
    expect(text).toContain('signalbox_outcomes_total{role="router",outcome="routed",detail="PAY"} 3');
  });

  test.each(['/nothing', '/v1/nothing', '/assets/none.js', '/..%2f..%2fetc/passwd'])(
    'GET %s is not found',
    async (path) => {
      const { request } = await serve();
      const answer = await request(path);
      expect(answer).toMatchObject(problem(404));
      expect(answer.headers.get('x-powered-by')).toBeNull();
    },
  );

  test('when a path cannot be decoded, then that is the fault of the request', async () => {
    const { request, logged } = await serve();
    expect((await request('/v1/%E0%A4%A')).status).toBeLessThan(500);
    expect(logged).toEqual([]);
  });
});
