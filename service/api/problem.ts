import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { prettifyError, ZodError } from 'zod';
import { type ErrorCode, SignalboxError } from '../errors.ts';

/** The one map from error to HTTP status. */
const statusOf: Partial<Record<ErrorCode, number>> = {
  INPUT_INVALID: 400,
  CLASSIFIER_FAILED: 503,
  CLASSIFIER_DEADLINE: 504,
  BROKER_UNREACHABLE: 503,
};

export const notFound: RequestHandler = (request, response) => {
  response
    .status(404)
    .type('application/problem+json')
    .json({ title: 'Not found', status: 404, detail: `there is no ${request.path}` });
};

/** Answers in the form of RFC 9457. What a client did wrong is told; what went wrong here is logged. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const problem = problemOf(error);
    if (problem.status >= 500) log.error({ err: error }, 'a request failed');
    response.status(problem.status).type('application/problem+json').json(problem);
  };
}

function problemOf(error: unknown): { title: string; status: number; detail?: string; code?: string } {
  if (error instanceof ZodError)
    return { title: 'Invalid request', status: 400, detail: prettifyError(error), code: 'INPUT_INVALID' };
  if (error instanceof SignalboxError) {
    const status = statusOf[error.code] ?? 500;
    // What failed behind us is for the log; an endpoint's address or a file's path is not for a client.
    return { title: error.code, status, code: error.code, ...(status < 500 ? { detail: error.message } : {}) };
  }
  // body-parser's own errors say whose fault they are
  const { status, message } = error as { status?: unknown; message?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500)
    return { title: 'Invalid request', status, detail: String(message) };
  return { title: 'Internal error', status: 500 };
}
