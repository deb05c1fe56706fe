import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { AccessRole } from '../contracts/api-access.ts';
import { describeIssues } from '../describe-issue.ts';
import { SignalboxError } from '../errors.ts';
import type { ApiParts } from './api-parts.ts';
import type { User } from './sign-in/sign-in.ts';

export type Reply =
  | { kind: 'json'; status?: number; body: unknown }
  | { kind: 'text'; type: string; body: string; headers?: Record<string, string> }
  | { kind: 'nothing' }
  /** Sent by the handler itself. */
  | { kind: 'stream'; open: (response: Response) => void };

export const json = (body: unknown, status = 200): Reply => ({ kind: 'json', body, status });

export interface Asked<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  /** Null only where anyone may ask. */
  user: User | null;
  request: Request;
  response: Response;
}

interface Definition<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  method: 'get' | 'post' | 'delete';
  /** As OpenAPI writes it: `/v1/tickets/{ticketId}`. */
  path: string;
  summary: string;
  /** Least role that may ask. */
  access: AccessRole | 'anyone';
  /** Answered whomever the page was opened for: it tells who is signed in, or signs somebody in. */
  forEveryPage?: true;
  params?: P;
  query?: Q;
  /** `bytes`: the schema documents, and the handler gets the body as it came. */
  body?: { schema: B; reads: 'json' } | { schema: B; reads: 'bytes' };
  answer: { status: number; content: Record<string, z.ZodType> };
  /** Statuses of problems besides those that every endpoint has. */
  problems?: readonly number[];
  handle(asked: Asked<z.output<P>, z.output<Q>, z.output<B>>, parts: ApiParts): Promise<Reply> | Reply;
}

/** An endpoint whose request has yet to be read: what the route table holds, and OpenAPI is made from. */
export interface Endpoint extends Omit<Definition<z.ZodObject, z.ZodObject, z.ZodType>, 'handle'> {
  respond(request: Request, response: Response, user: User | null, parts: ApiParts): Promise<Reply>;
}

/** The very schemas that are documented read the request. @throws SignalboxError INPUT_INVALID when it does not fit them */
export function endpoint<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  definition: Definition<P, Q, B>,
): Endpoint {
  const { handle, ...described } = definition;
  const { params, query, body } = definition;
  return {
    ...(described as Omit<Endpoint, 'respond'>),
    async respond(request, response, user, parts) {
      const asked = {
        params: (params ? read(params, request.params) : {}) as z.output<P>,
        query: (query ? read(query, request.query) : {}) as z.output<Q>,
        body: (body ? bodyOf(request, body) : undefined) as z.output<B>,
        user,
        request,
        response,
      };
      return handle(asked, parts);
    },
  };
}

function bodyOf(request: Request, { schema, reads }: { schema: z.ZodType; reads: 'json' | 'bytes' }): unknown {
  const bytes: unknown = request.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    throw new SignalboxError('INPUT_INVALID', 'the request has no body of content-type application/json', {
      remedy: 'send one JSON object, with content-type: application/json',
    });
  }
  if (reads === 'bytes') return bytes;
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new SignalboxError('INPUT_INVALID', `the body is not JSON: ${(cause as Error).message}`, {
      cause,
      remedy: 'send one JSON object',
    });
  }
  return read(schema, content);
}

/** Elsewhere what does not fit a schema is a fault of ours, and no client is told that it were theirs. */
function read(schema: z.ZodType, given: unknown): unknown {
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  throw new SignalboxError('INPUT_INVALID', describeIssues(error, schema, given), {
    cause: error,
    remedy: '/docs has every field with its form',
  });
}
