import { describe, expect, it } from 'vitest';
import { connected, refusal, request } from '../support/asked-endpoint.ts';
import { completion, json, type Reply } from '../support/frontier-server.ts';

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

  const tooLong =
    "This model's maximum context length is 8192 tokens. However, your request has 8300. Please reduce the length.";
  const isLong = ({ body }: Parameters<Reply>[0]) => JSON.stringify(body.messages).includes('LONG');
  const long = { ...request, messages: [{ role: 'user' as const, content: 'LONG' }] };

  it.each<[string, (body: Record<string, unknown>) => object]>([
    ['without naming it', () => refusal(tooLong)],
    ['and quotes the request as a text', (body) => refusal(`${tooLong} Got an invalid body: ${JSON.stringify(body)}`)],
    ['and quotes the request as an object', (body) => ({ detail: [{ loc: ['body'], msg: tooLong, input: body }] })],
    [
      'in the words of a server with two names for a limit',
      () => refusal(`'max_tokens' or 'max_completion_tokens' is too large: 100. ${tooLong}`),
    ],
  ])('one that refuses a single request for its length %s goes on as before with others', async (_, words) => {
    const { server, client, ask } = await connected((call, response) =>
      isLong(call) && call.body.response_format
        ? json(response, words(call.body), 400)
        : json(response, completion('PAY')),
    );
    await ask();
    await client.chat(long);
    expect(server.calls.at(-1)?.body).not.toHaveProperty('response_format');
    expect(client.format).toBe('json_schema');
    await ask();
    expect(server.calls.at(-1)?.body).toEqual(server.calls[0]?.body);
  });

  it('one whose first request is refused for its length, too', async () => {
    const { server, client, ask } = await connected((call, response) =>
      isLong(call) && call.body.response_format
        ? json(response, refusal(tooLong), 400)
        : json(response, completion('PAY')),
    );
    await client.chat(long);
    await ask();
    expect(server.calls.at(-1)?.body.response_format).toMatchObject({ type: 'json_schema' });
    expect(client.format).toBe('json_schema');
  });

  it('one that refuses a form without a word on why is asked for it twice', async () => {
    const { server, client, ask } = await connected(({ body }, response) =>
      body.response_format ? json(response, refusal('bad request'), 400) : json(response, completion('PAY')),
    );
    const calls: number[] = [];
    for (let i = 0; i < 3; i++) {
      const before = server.calls.length;
      await ask();
      calls.push(server.calls.length - before);
    }
    expect(calls).toEqual([4, 4, 1]);
    expect(client.format).toBe('prompt_only');
  });

  it('one that names later what it no longer takes', async () => {
    let isTaken = true;
    const { server, client, ask } = await connected(({ body }, response) =>
      isTaken || body.response_format?.type !== 'json_schema'
        ? json(response, completion('PAY'))
        : json(response, { error: { message: 'Invalid parameter', param: 'response_format.type' } }, 400),
    );
    await ask();
    isTaken = false;
    await ask();
    await ask();
    expect(server.calls).toHaveLength(4);
    expect(client.format).toBe('json_object_with_schema');
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
    await expect(ask()).rejects.toMatchObject({ code: 'FRONTIER_UNUSABLE', mayBeBilled: true });
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
