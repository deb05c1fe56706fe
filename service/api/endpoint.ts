import type { Response } from 'express';
import type { z } from 'zod';
import type { AccessRole } from '../contracts/console-api.ts';

/** Who asks. */
export interface User {
  name: string;
  role: AccessRole;
}

/** What a handler gets: parsed and typed, never `unknown`. */
export interface Asked<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  user: User;
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** For answers that are not JSON: a handler that has written to it returns `undefined`. */
  response: Response;
}

/**
 * One operation of the HTTP API. The very table of these makes the routes of Express and the OpenAPI document, so the two cannot differ.
 */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> {
  method: 'get' | 'post' | 'delete';
  /** In Express' form: `/v1/tickets/:ticketId`. */
  path: string;
  /** Least role that may do it; null: also somebody who has not signed in. */
  role: AccessRole | null;
  summary: string;
  description?: string;
  params?: P;
  query?: Q;
  /** Of content type application/json. */
  body?: B;
  /** Status of success, its JSON schema, or a content type with a sentence on what it is. */
  answer: { status: 200 | 201 | 202 | 204; schema?: z.ZodType; media?: Record<string, string> };
  /** Statuses of problems beyond 400, 401, 403, 429 and 503, which any operation may have. */
  problems?: readonly (404 | 409 | 413 | 422)[];
  /** @returns the body of the answer; undefined when there is none, or it has been written already */
  handle(asked: Asked<z.output<P>, z.output<Q>, z.output<B>>): Promise<unknown> | unknown;
}

/** Infers the types of an endpoint from its schemas. */
export function endpoint<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  definition: Endpoint<P, Q, B>,
): Endpoint {
  return definition as unknown as Endpoint;
}
