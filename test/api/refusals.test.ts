import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeIssues } from '../../service/describe-issue.ts';
import { expectProblem } from './support/answers.ts';
import { serve } from './support/serve.ts';

describe('an address', () => {
  test.each([
    ['GET', '/v1/classify', 'POST'],
    ['GET', '/v1/tickets', 'POST'],
    ['DELETE', '/v1/decisions/', 'GET, HEAD'],
    ['POST', '/v1/tickets/T-1/explanation', 'GET, HEAD'],
    ['OPTIONS', '/v1/decisions', 'GET, HEAD'],
    ['PUT', '/v1/session', 'GET, HEAD, POST, DELETE'],
  ])('that is not there for %s, as %s, says how it is asked for', async (method, path, allowed) => {
    const { request } = await serve();
    const answer = await request(path, { method });
    expect(expectProblem(answer, 405, 'METHOD_REFUSED').remedy).toContain(allowed);
    expect(answer.headers.get('allow')).toBe(allowed);
  });

  test('that is not there at all says so, and where all of them are', async () => {
    const { request } = await serve();
    expect(expectProblem(await request('/v1/nothing'), 404, 'ADDRESS_UNKNOWN').remedy).toContain('/docs');
    expectProblem(await request('/nothing'), 404, 'ADDRESS_UNKNOWN');
  });
});

describe('what is wrong with a request', () => {
  test('is said in words, with the closest name that is known, and with a remedy', async () => {
    const { request, post } = await serve();
    const { detail } = expectProblem(await request('/v1/decisions?wrongg=true'), 400, 'INPUT_INVALID');
    expect(detail).toBe('there is no field wrongg (did you mean wrong?)');
    const { detail: other } = expectProblem(await request('/v1/decisions?zzz=1&limit=none'), 400, 'INPUT_INVALID');
    expect(other).toMatch(/^limit: .+; there is no field zzz$/);
    expectProblem(await post('/v1/classify', '{'), 400, 'INPUT_INVALID');
    expectProblem(await post('/v1/classify', {}), 400, 'INPUT_INVALID');
    expectProblem(await post('/v1/tickets', {}), 400, 'INPUT_INVALID');
    expectProblem(await post('/v1/corrections', '{'), 400, 'INPUT_INVALID');
    expectProblem(await request('/v1/tickets/%E0%A4%A'), 400, 'INPUT_INVALID');
  });

  test('has a title for a person, not its code', async () => {
    const { request } = await serve();
    const { title } = expectProblem(await request('/v1/decisions?wrongg=true'), 400, 'INPUT_INVALID');
    expect(title).toBe('The request cannot be read');
  });

  test('is found in parts of a body, too', () => {
    const schema = z.strictObject({ about: z.strictObject({ category: z.string() }) });
    const wrong = { about: { categry: 'PAY' } };
    const { error } = schema.safeParse(wrong);
    expect(error && describeIssues(error, schema, wrong)).toBe(
      'about.category: is missing; about: there is no field categry (did you mean category?)',
    );
  });
});
