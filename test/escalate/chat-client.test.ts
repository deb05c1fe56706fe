import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type ChatRequest, createChatClient } from '../../service/escalate/chat-client.ts';
import { completion, json, type Reply, startFrontierServer } from '../support/frontier-server.ts';

const request: ChatRequest = {
  messages: [
    { role: 'system', content: 'Sort.' },
    { role: 'user', content: 'A very private ticket.' },
  ],
  maxTokens: 100,
  temperature: 0,
  sample: 0,
  logProbabilities: false,
  timeoutMs: 300_000,
};

async function connected(reply: Reply, more: Partial<ChatRequest> = {}) {
  const server = await startFrontierServer(reply);
  const endpoint = { kind: 'url' as const, url: server.url };
  const client = createChatClient({ endpoint, model: 'large-1', token: 'secret-token', codes: ['PAY', 'ACCESS'] });
  return { server, client, ask: () => client.chat({ ...request, ...more }) };
}
const refusal = (message: string) => ({ error: { message, type: 'invalid_request_error' } });

describe('the call', () => {
  it('goes to chat completions below the base, with token, model, limit and the strict format', async () => {
    const { server, ask } = await connected((_call, response) => json(response, completion('{"category":"PAY"}')));
    expect(await ask()).toEqual({
      text: '{"category":"PAY"}',
      usage: { inputTokens: 1000, outputTokens: 50 },
      tokens: null,
    });
    expect(server.calls).toMatchObject([
      {
        path: '/v1/chat/completions',
        headers: { authorization: 'Bearer secret-token' },
        body: { model: 'large-1', messages: request.messages, max_tokens: 100, temperature: 0 },
      },
    ]);
    expect(server.calls[0]?.body.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { strict: true, schema: { properties: { category: { anyOf: [{ enum: ['PAY', 'ACCESS'] }, {}] } } } },
    });
  });

  it('asks for log-probabilities and further samples where it is told to', async () => {
    const logprobs = { content: [{ token: 'PAY', logprob: -0.1, top_logprobs: [] }] };
    const { server, ask } = await connected((_call, response) => json(response, completion('PAY', { logprobs })), {
      logProbabilities: true,
      sample: 2,
      temperature: 0.7,
    });
    expect((await ask()).tokens).toEqual([{ token: 'PAY', logprob: -0.1 }]);
    expect(server.calls[0]?.body).toMatchObject({ logprobs: true, seed: 2, temperature: 0.7 });
  });

  it.each<[string, object, string]>([
    [
      'content in parts',
      {
        content: [
          { type: 'text', text: 'PA' },
          { type: 'text', text: 'Y' },
        ],
      },
      'PAY',
    ],
    ['no content', { content: null, refusal: 'no' }, ''],
  ])('reads %s', async (_, message, text) => {
    const { ask } = await connected((_call, response) => json(response, { choices: [{ message }] }));
    expect(await ask()).toEqual({ text, usage: null, tokens: null });
  });

  it('reads JSON that is called something else', async () => {
    const { ask } = await connected((_call, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(JSON.stringify(completion('PAY'))),
    );
    expect((await ask()).text).toBe('PAY');
  });
});

describe('what an endpoint takes is found out once and remembered', () => {
  const takes =
    (...types: (string | undefined)[]): Reply =>
    ({ body }, response) => {
      const { type, schema } = body.response_format ?? {};
      const name = type === 'json_object' && schema ? 'json_object with schema' : type;
      if (types.includes(name)) json(response, completion('PAY'));
      else json(response, refusal('response_format is not supported'), name === 'json_schema' ? 422 : 400);
    };

  it.each([
    ['json_schema', 'json_schema', 1],
    ['json_object with schema', 'json_object_with_schema', 2],
    ['json_object', 'json_object', 3],
    [undefined, 'prompt_only', 4],
  ])('one that takes %s', async (type, format, calls) => {
    const { server, client, ask } = await connected(takes(type));
    expect(client.format).toBeNull();
    await ask();
    expect([client.format, server.calls.length]).toEqual([format, calls]);
    await ask();
    expect(server.calls).toHaveLength(calls + 1);
  });

  it.each([
    [
      'max_tokens',
      "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
      'max_completion_tokens',
    ],
    ['seed', 'seed is not supported', undefined],
    ['temperature', "Unsupported value: 'temperature' does not support 0 with this model.", undefined],
    ['logprobs', 'logprobs are not available for this model', undefined],
  ] as const)('one that does not take %s', async (parameter, message, instead) => {
    const reply: Reply = ({ body }, response) =>
      body[parameter] === undefined ? json(response, completion('PAY')) : json(response, refusal(message), 400);
    const { server, client, ask } = await connected(reply, { logProbabilities: true, sample: 1 });
    await ask();
    await ask();
    expect(server.calls).toHaveLength(3);
    expect(client.format).toBe('json_schema');
    if (instead) expect(server.calls[2]?.body[instead]).toBe(100);
  });

  it('one that calls its refusal an internal error', async () => {
    const { server, client, ask } = await connected(({ body }, response) =>
      body.response_format?.type === 'json_schema'
        ? json(response, refusal("1 validation error: 'loc': ('body', 'response_format', 'type')"), 500)
        : json(response, completion('PAY')),
    );
    await ask();
    expect([client.format, server.calls.length]).toEqual(['json_object_with_schema', 2]);
  });

  it('one request that is refused in every form changes nothing for the next', async () => {
    const { server, client, ask } = await connected((_call, response, number) =>
      number > 1 && number <= 5
        ? json(response, refusal('the content is not allowed'), 400)
        : json(response, completion('PAY')),
    );
    await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'FRONTIER_REFUSED', isOutage: false, mayBeBilled: false });
    await ask();
    expect(server.calls).toHaveLength(6);
    expect(client.format).toBe('json_schema');
  });

  it('one that has never taken anything is said to be wrong, as a router does to an unknown model', async () => {
    const { ask } = await connected((_call, response) => json(response, refusal('not a valid model ID'), 400));
    await expect(ask()).rejects.toMatchObject({
      code: 'FRONTIER_MISCONFIGURED',
      remedy: expect.stringContaining('FRONTIER_MODEL'),
    });
  });

  it('an answer that the endpoint could not bring into the form is no reason to ask for less', async () => {
    const { client, ask } = await connected((_call, response, number) =>
      number === 1
        ? json(response, { error: { message: 'failed', code: 'json_validate_failed' } }, 400)
        : json(response, completion('PAY')),
    );
    await expect(ask()).rejects.toMatchObject({ code: 'FRONTIER_FAILED', retryable: true, mayBeBilled: true });
    await ask();
    expect(client.format).toBe('json_schema');
  });

  it('all forms share the deadline of the call', async () => {
    const { server, ask } = await connected(
      (_call, response) => setTimeout(() => json(response, refusal('no'), 400), 120),
      { timeoutMs: 300 },
    );
    await expect(ask()).rejects.toMatchObject({ code: 'FRONTIER_DEADLINE' });
    expect(server.calls.length).toBeLessThan(4);
  });
});

describe('what an endpoint counts', () => {
  it.each([
    ['nothing, is not known', { prompt_tokens: 0, completion_tokens: 0 }, null],
    [
      'in its total only, as tokens of thinking, is counted',
      { prompt_tokens: 100, completion_tokens: 0, total_tokens: 160 },
      { inputTokens: 100, outputTokens: 60 },
    ],
    ['an answer for nothing, is not known', { prompt_tokens: 100, completion_tokens: 0 }, null],
    ['less than nothing, is not known', { prompt_tokens: 100, completion_tokens: -5 }, null],
    ['in words, is not known', { prompt_tokens: '100', completion_tokens: '5' }, null],
    ['more than there can be, is not known', { prompt_tokens: 1e300, completion_tokens: 5 }, null],
  ])('%s', async (_, usage, expected) => {
    const { ask } = await connected((_call, response) => json(response, completion('PAY', { usage })));
    expect((await ask()).usage).toEqual(expected);
  });
});

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
