import { expect } from 'vitest';
import { endpoints } from '../../../service/api/endpoints/all.ts';
import { problemSchema } from '../../../service/contracts/api-problem.ts';
import type { Answer } from './serve.ts';

/** The answer's body, checked against the schema that the route table has for it. */
export function checked(method: 'get' | 'post', path: string, answer: Answer): Record<string, unknown> {
  const endpoint = endpoints.find((candidate) => candidate.method === method && candidate.path === path);
  if (!endpoint) throw new Error(`there is no ${method} ${path}`);
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([endpoint.answer.status, expect.anything()]);
  const schema = endpoint.answer.content[answer.type.split(';')[0] as string];
  if (!schema) throw new Error(`${path} answers in ${answer.type}, which its entry does not name`);
  const body: unknown = answer.type.startsWith('application/json') ? answer.json() : answer.text;
  const parsed = schema.safeParse(body);
  expect([parsed.error?.message, path]).toEqual([undefined, path]);
  return body as Record<string, unknown>;
}

/** A problem of RFC 9457 with this code, and what to do about it. */
export function expectProblem(answer: Answer, status: number, code: string): Record<string, unknown> {
  expect([answer.status, answer.type, answer.text]).toEqual([
    status,
    expect.stringContaining('application/problem+json'),
    expect.stringContaining(`"${code}"`),
  ]);
  const problem = problemSchema.parse(answer.json());
  expect(problem).toMatchObject({ status, code, remedy: expect.stringMatching(/\S{3}/) });
  return problem;
}
