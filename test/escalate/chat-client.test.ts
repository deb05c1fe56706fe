import { describe, expect, it } from 'vitest';
import { connected, request } from '../support/asked-endpoint.ts';
import { completion, json } from '../support/frontier-server.ts';

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
