import { describe, expect, it } from 'vitest';
import { refusalIn } from '../../service/escalate/refused-parameters.ts';

const refusal = (body: unknown) => refusalIn(JSON.stringify(body));

describe('what an endpoint refuses', () => {
  it.each<[string, unknown]>([
    ['temperature', { error: { message: "Unsupported value: 'temperature' does not support 0 with this model." } }],
    ['temperature', { error: { message: 'Invalid request', param: 'temperature' } }],
    ['temperature', { message: '`temperature` is deprecated for this model.' }],
    ['temperature', 'temperature: Extra inputs are not permitted'],
    ['max_tokens', "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."],
    ['seed', { error: { message: 'Unrecognized request argument supplied: seed' } }],
    ['seed', { detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'no', input: 1 }] }],
    ['logprobs', { error: 'logprobs are not available for this model' }],
    ['temperature', { errors: { temperature: ['is not supported'] } }],
    ['temperature', { message: `${'Of your request: '.repeat(90)}. Unsupported parameter: 'temperature'` }],
  ])('is %s: %j', (name, body) => {
    expect(refusal(body).names(name)).toBe(true);
    expect(refusal(body).namesFormat).toBe(false);
  });

  it.each<[unknown]>([
    [{ error: { message: "'response_format.type' must be 'json_schema' or 'text'" } }],
    [{ error: { message: 'This response_format type is unavailable now' } }],
    [{ error: { message: "Invalid schema for response_format 'routing_answer'" } }],
    [{ error: { message: "1 validation error: 'loc': ('body', 'response_format', 'type')" } }],
    ['this model does not support json_schema'],
  ])('is the form of the answer: %j', (body) => {
    expect(refusal(body).namesFormat).toBe(true);
  });

  it.each<[unknown, boolean]>([
    ['Failed to compile json_schema to a grammar', true],
    [{ message: 'Error processing response_format: …' }, true],
    [{ errors: { response_format: ['only text is possible here'] } }, true],
    [{ message: 'Either "json_schema" or "grammar" can be specified, but not both' }, true],
    [{ message: 'Invalid body: {"temperature": 0, "response_format": {"type": "json_schema"}}' }, false],
    [{ message: 'Out of memory' }, false],
    [{ error: { message: 'overloaded' }, params: { response_format: { type: 'json_schema' } } }, false],
    [{ error: { message: 'overloaded' }, sent: { response_format: { type: 'json_schema' }, seed: 1 } }, false],
  ])('%j speaks of the form of the answer: %j', (body, speaks) => {
    expect(refusal(body).mentionsFormat).toBe(speaks);
  });

  it('a parameter is mentioned wherever in a long message it stands', () => {
    expect(refusal(`${'x '.repeat(2000)}temperature${' y'.repeat(2000)}`).mentions('temperature')).toBe(true);
  });

  it.each<[unknown]>([
    [{ error: { message: 'too long', param: 'messages' } }],
    [{ error: { message: 'Invalid body: {"temperature": 0, "seed": 1, "response_format": {"type": "json_schema"}}' } }],
    [{ detail: [{ loc: ['body', 'messages'], msg: 'not valid', input: { temperature: 0, seed: 'unsupported' } }] }],
    ["Got an unexpected body {'temperature': 0.0, 'seed': None, 'response_format': {'type': 'text'}}"],
    [''],
    [null],
    [17],
  ])('is none of them: %j', (body) => {
    const { names, namesFormat } = refusal(body);
    expect([names('temperature'), names('seed'), names('logprobs'), namesFormat]).toEqual(Array(4).fill(false));
  });
});
