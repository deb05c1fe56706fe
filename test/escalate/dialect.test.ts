import { describe, expect, it } from 'vitest';
import { connected, refusal } from '../support/asked-endpoint.ts';
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
