import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createRemoteClassifier } from '../../service/classify/remote-classifier.ts';
import { SignalboxError } from '../../service/errors.ts';
import { taxonomy } from '../support/fixtures.ts';
import { until } from '../support/until.ts';
import { type Answer, json, scores, startEndpoint } from './stand-in-endpoint.ts';

const attempts = 3;
const options = { temperature: 1, attempts, firstRetryMs: 1, timeoutMs: 300_000 };

const status =
  (code: number): Answer =>
  (_request, response) =>
    json(response, { error: 'no' }, code);
const hang: Answer = () => undefined;
const page: Answer = (_request, response) =>
  void response.setHeader('content-type', 'text/html').end('<html>Hello</html>');
const cutOff: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('[[');
  response.destroy();
};
const body =
  (value: unknown): Answer =>
  (_request, response) =>
    json(response, value);
const start = (url: string, more: object = {}) => createRemoteClassifier(taxonomy, { ...options, url, ...more });

/** Passes the start-up check, then answers as given. */
const afterCheck =
  (answer: Answer): Answer =>
  (request, response, number) =>
    number === 1 ? json(response, [scores]) : answer(request, response, number);

describe('while the endpoint is away, it is asked again, a bounded number of times', () => {
  test('when 503 is followed by an answer, then that counts', async () => {
    const { url, requests } = await startEndpoint((request, response, number) =>
      number % attempts === 0 ? json(response, [scores]) : status(503)(request, response, number),
    );
    const classifier = await start(url);
    expect(await classifier.classify([{ subject: '', body: 'help' }])).toHaveLength(1);
    expect(requests).toHaveLength(2 * attempts);
  });

  test.each<[string, Answer]>([
    ['503 for ever', status(503)],
    ['500', status(500)],
    ['429', status(429)],
    ['a page of a proxy', page],
    ['an answer that is cut off', cutOff],
    ['null', body(null)],
    ['an object', body({ scores })],
    ['scores without labels', body([[0.1, 0.9]])],
    ['JSON that is none', (_r, response) => void response.setHeader('content-type', 'application/json').end('{')],
  ])('when it answers with %s, then the failure may be tried again later', async (_what, answer) => {
    const { url, requests } = await startEndpoint(answer);
    const error = await start(url).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SignalboxError);
    expect(error).toMatchObject({ code: 'CLASSIFIER_FAILED', retryable: true, message: expect.stringContaining(url) });
    expect(requests).toHaveLength(attempts);
  });

  test('when it answers 503 after the start, then a text is asked for exactly as often as configured', async () => {
    const { url, requests } = await startEndpoint(afterCheck(status(503)));
    const classifier = await start(url);
    await expect(classifier.classify([{ subject: '', body: 'x' }])).rejects.toMatchObject({
      code: 'CLASSIFIER_FAILED',
    });
    expect(requests).toHaveLength(1 + attempts);
  });

  test('when nobody listens, then the failure may be tried again later, and names the variable', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(start(`http://127.0.0.1:${port}/predict`)).rejects.toMatchObject({
      code: 'CLASSIFIER_FAILED',
      retryable: true,
      remedy: expect.stringContaining('CLASSIFIER_URL'),
    });
  });

  test('when it never answers, then the deadline of each attempt ends the waiting', async () => {
    const { url } = await startEndpoint(hang);
    await expect(start(url, { timeoutMs: 20, attempts: 2 })).rejects.toMatchObject({
      code: 'CLASSIFIER_DEADLINE',
      retryable: true,
    });
  });
});

test.each([
  [401, 'HF_TOKEN'],
  [403, 'HF_TOKEN'],
  [404, 'CLASSIFIER_URL'],
  [400, 'CLASSIFIER_URL'],
])('when the endpoint answers %i, then it is not asked again, and the remedy names %s', async (code, variable) => {
  const { url, requests } = await startEndpoint(status(code));
  await expect(start(url)).rejects.toMatchObject({
    code: 'CLASSIFIER_REFUSED',
    retryable: false,
    remedy: expect.stringContaining(variable),
  });
  expect(requests).toHaveLength(1);
});

test.each([301, 302, 307, 308])('when the endpoint has moved (%i), then no text follows it', async (code) => {
  const other = await startEndpoint((_request, response) => json(response, [scores]));
  const { url, requests } = await startEndpoint(
    afterCheck((_request, response) => void response.writeHead(code, { location: other.url }).end()),
  );
  const classifier = await start(url);
  await expect(classifier.classify([{ subject: '', body: 'help' }])).rejects.toMatchObject({
    code: 'CLASSIFIER_REFUSED',
    retryable: false,
    message: expect.stringContaining(`${url} answered ${code}`),
    remedy: expect.stringContaining('set CLASSIFIER_URL to where it has moved to'),
  });
  expect(other.requests).toEqual([]);
  expect(requests).toHaveLength(2);
});

test.each(['application/json', 'text/html'])(
  'when an answer of %s has no end, then it is not waited for',
  async (type) => {
    let written = 0;
    let isBrokenOff = false;
    const { url } = await startEndpoint((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, ' ');
      response.on('close', () => (isBrokenOff = true));
      const goOn = (): void => {
        written += chunk.length;
        if (!isBrokenOff) response.write(chunk, () => setImmediate(goOn));
      };
      response.writeHead(200, { 'content-type': type });
      goOn();
    });
    await expect(start(url, { attempts: 1 })).rejects.toMatchObject({
      code: 'CLASSIFIER_FAILED',
      message: expect.stringContaining('larger than 1048576 bytes'),
    });
    await until('the connection is broken off', () => isBrokenOff);
    expect(written).toBeGreaterThan(1024 * 1024);
  },
);

describe('when the caller gives up', () => {
  test.each<[string, Answer]>([
    ['while a request is under way', hang],
    ['while it waits to ask again', status(503)],
  ])('%s, then no more is asked', async (_what, answer) => {
    const stopping = new AbortController();
    const { url, requests } = await startEndpoint(
      afterCheck((...call) => {
        answer(...call);
        setImmediate(() => stopping.abort(new Error('stop')));
      }),
    );
    const classifier = await start(url, { firstRetryMs: 60_000 });
    await expect(classifier.classify([{ subject: '', body: 'x' }], stopping.signal)).rejects.toThrow(/stop|abort/i);
    expect(requests).toHaveLength(2);
  });

  test('before it asks, then nothing is asked', async () => {
    const { url, requests } = await startEndpoint(afterCheck(hang));
    const classifier = await start(url);
    const given = AbortSignal.abort(new Error('stop'));
    await expect(classifier.classify([{ subject: '', body: 'x' }], given)).rejects.toThrow('stop');
    expect(requests).toHaveLength(1);
  });
});
