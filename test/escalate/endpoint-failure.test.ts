import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createChatClient } from '../../service/escalate/chat-client.ts';
import { connected, refusal, request } from '../support/asked-endpoint.ts';
import { completion, json, type Reply, startFrontierServer } from '../support/frontier-server.ts';

it.each([
  ['1.5', 1_500],
  ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ['-5', null],
  ['120, 60', null],
  ['soon', null],
  ['', null],
])('a retry-after of %j is understood as %j', async (header, retryAfterMs) => {
  const { ask } = await connected((_call, response) => json(response, {}, 429, { 'retry-after': header }));
  await expect(ask()).rejects.toMatchObject({ code: 'FRONTIER_FAILED', retryAfterMs });
});

it('a retry-after that is a date counts from the date of the answer, whatever the time is here', async () => {
  const { ask } = await connected((_call, response) =>
    json(response, {}, 429, {
      date: 'Wed, 21 Oct 2015 07:28:00 GMT',
      'retry-after': 'Wed, 21 Oct 2015 07:28:20 GMT',
    }),
  );
  await expect(ask()).rejects.toMatchObject({ retryAfterMs: 20_000 });
});

it.each<[string, number, object]>([
  [
    'an answer that Groq cannot bring into the form',
    400,
    { error: { message: 'Failed to generate JSON.', code: 'json_validate_failed', failed_generation: '{' } },
  ],
  [
    'a text that Azure filters',
    400,
    { error: { param: 'prompt', code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } } },
  ],
  ['a text that OpenRouter filters', 403, { error: { code: 403, metadata: { flagged_input: 'A very private' } } }],
])(
  'when an error says of one ticket only %s, then the request is not repeated and says nothing of the endpoint',
  async (_, status, body) => {
    const { server, ask } = await connected((_call, response) => json(response, body, status));
    await expect(ask()).rejects.toMatchObject({ code: 'FRONTIER_UNUSABLE', retryable: false, isOutage: false });
    expect(server.calls).toHaveLength(1);
  },
);

it.each([301, 302, 307, 308])('a ticket does not follow a %d to another host', async (status) => {
  const other = await startFrontierServer((_call, response) => json(response, completion('PAY')));
  const { server, ask } = await connected((_call, response) =>
    response.writeHead(status, { location: `${other.url}/chat/completions` }).end(),
  );
  await expect(ask()).rejects.toMatchObject({
    code: 'FRONTIER_MISCONFIGURED',
    remedy: expect.stringContaining('FRONTIER_URL'),
  });
  expect(server.calls).toHaveLength(1);
  expect(other.calls).toEqual([]);
});

describe('what an endpoint does wrong is named, and nothing of the request with it', () => {
  const bytes =
    (text: string): Reply =>
    (_call, response) =>
      response.writeHead(200).end(text);
  it.each<[string, Reply, object]>([
    [
      'too many requests',
      (_call, response) => json(response, {}, 429, { 'retry-after': '7' }),
      { code: 'FRONTIER_FAILED', retryable: true, retryAfterMs: 7_000, mayBeBilled: false },
    ],
    [
      'too much to do, in words on the form of the answer',
      (_call, response) => json(response, { error: 'no worker for json_schema is free' }, 503, { 'retry-after': '7' }),
      { code: 'FRONTIER_FAILED', retryable: true, retryAfterMs: 7_000 },
    ],
    ['an error of its own', (_call, response) => json(response, {}, 500), { code: 'FRONTIER_FAILED', retryable: true }],
    [
      'an error page',
      (_call, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>A very private ticket'),
      { code: 'FRONTIER_FAILED', mayBeBilled: true },
    ],
    [
      'an error page that is called JSON',
      (_call, response) => response.writeHead(503, { 'content-type': 'application/json' }).end('<html>A very private'),
      { code: 'FRONTIER_FAILED', mayBeBilled: false },
    ],
    [
      'a page instead of an answer',
      bytes('<html>A very private ticket'),
      { code: 'FRONTIER_FAILED', mayBeBilled: true },
    ],
    ['JSON of another kind', bytes('{"choices": []}'), { code: 'FRONTIER_FAILED', mayBeBilled: true }],
    ['JSON that breaks off', bytes('{"choices": [{"mess'), { code: 'FRONTIER_FAILED', mayBeBilled: true }],
    ['nothing at all', bytes(''), { code: 'FRONTIER_FAILED', mayBeBilled: true }],
    [
      'a connection that breaks',
      (_call, response) => response.socket?.destroy(),
      { code: 'FRONTIER_FAILED', retryable: true, mayBeBilled: true },
    ],
    [
      'an answer that breaks off',
      (_call, response) =>
        response.writeHead(200, { 'content-length': '900' }).write('{"choices"', () => response.socket?.destroy()),
      { code: 'FRONTIER_FAILED', retryable: true, mayBeBilled: true },
    ],
    [
      'a wrong token',
      (_call, response) => json(response, { error: 'no' }, 401),
      { code: 'FRONTIER_MISCONFIGURED', retryable: false, remedy: expect.stringContaining('FRONTIER_TOKEN') },
    ],
    [
      'an unknown model',
      (_call, response) => json(response, { error: 'no' }, 404),
      { code: 'FRONTIER_MISCONFIGURED', retryable: false, remedy: expect.stringContaining('FRONTIER_MODEL') },
    ],
    [
      'an answer of 10 MB',
      (_call, response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(`"${'x'.repeat(10_000_000)}"`),
      { code: 'FRONTIER_UNUSABLE', retryable: false, isOutage: false },
    ],
  ])('%s', async (_, reply, expected) => {
    const { ask } = await connected(reply);
    const error = await ask().catch((e: unknown) => e);
    expect(error).toMatchObject(expected);
    for (const secret of ['private', 'secret-token']) expect(JSON.stringify(error)).not.toContain(secret);
    expect(`${(error as Error).message}${(error as Error).stack}`).not.toContain('private');
    expect((error as Error).cause).toBeUndefined();
  });

  it.each<[string, Reply]>([
    ['says nothing', () => undefined],
    [
      'answers byte by byte for ever',
      (_call, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 5);
        response.once('close', () => clearInterval(timer));
      },
    ],
  ])('one that %s meets the deadline of the call', async (_, reply) => {
    const { ask } = await connected(reply, { timeoutMs: 150 });
    await expect(ask()).rejects.toMatchObject({ code: 'FRONTIER_DEADLINE', retryable: true, mayBeBilled: true });
  });

  it('an error of its own that quotes the request, which is asked for once', async () => {
    const { server, ask } = await connected(({ body }, response) =>
      json(response, { error: `no answer to ${JSON.stringify(body)}` }, 500),
    );
    await expect(ask()).rejects.toMatchObject({ code: 'FRONTIER_FAILED', retryable: true, mayBeBilled: true });
    expect(server.calls).toHaveLength(1);
  });

  it('a refusal that quotes the request', async () => {
    const { ask } = await connected((_call, response, number) =>
      number === 1
        ? json(response, completion('PAY'))
        : json(response, refusal('too long: A very private ticket.'), 400),
    );
    await ask();
    const error = await ask().catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'FRONTIER_REFUSED' });
    expect(`${JSON.stringify(error)}${inspect(error)}`).not.toContain('private');
  });

  it('a stop ends the call with its own reason', async () => {
    const stopping = new AbortController();
    const server = await startFrontierServer(() => stopping.abort(new Error('stopping')));
    const endpoint = { kind: 'url' as const, url: server.url };
    const client = createChatClient({ endpoint, model: 'm', token: undefined, codes: [] });
    await expect(client.chat(request, stopping.signal)).rejects.toThrow('stopping');
  });

  it('an address with a password is told without it', async () => {
    const endpoint = { kind: 'url' as const, url: 'http://user:hunter2@127.0.0.1:1/v1' };
    const client = createChatClient({ endpoint, model: 'm', token: undefined, codes: [] });
    const error = await client.chat(request).catch((e: unknown) => e);
    expect(`${error}`).toContain('127.0.0.1:1/v1');
    expect(`${error}`).not.toContain('hunter2');
  });

  it('a server that is not there', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    const endpoint = { kind: 'url' as const, url: `http://127.0.0.1:${port}/v1` };
    const client = createChatClient({ endpoint, model: 'm', token: undefined, codes: [] });
    await expect(client.chat(request)).rejects.toMatchObject({
      code: 'FRONTIER_FAILED',
      mayBeBilled: false, // nothing was ever sent
      remedy: expect.stringMatching(/FRONTIER_PROVIDER or FRONTIER_URL/),
    });
  });
});
