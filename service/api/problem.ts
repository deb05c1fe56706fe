import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Problem } from '../contracts/api-problem.ts';
import { type ErrorCode, SignalboxError } from '../errors.ts';
import { isLostConnection } from '../review/store/lost-connection.ts';

/** The one map from error to HTTP status. */
const statusOf: Partial<Record<ErrorCode, number>> = {
  INPUT_INVALID: 400,
  SIGN_IN_REQUIRED: 401,
  SIGN_IN_REFUSED: 401,
  ROLE_TOO_LOW: 403,
  ORIGIN_REFUSED: 403,
  TICKET_UNKNOWN: 404,
  DRAFT_UNKNOWN: 404,
  CORRECTION_STALE: 409,
  USER_CHANGED: 412,
  MEDIA_TYPE_REFUSED: 415,
  CATEGORY_UNKNOWN: 422,
  USER_UNNAMED: 428,
  RATE_LIMITED: 429,
  CONSOLE_MISSING: 503,
  SIGN_IN_UNAVAILABLE: 503,
  STORE_UNREACHABLE: 503,
  CLASSIFIER_FAILED: 503,
  CLASSIFIER_DEADLINE: 504,
  BROKER_UNREACHABLE: 503,
};

/** Failures here of which a client is told in these words: the error's own may name what stands behind the service. */
const toldInstead: Partial<Record<ErrorCode, string>> = {
  STORE_UNREACHABLE: 'the store of decisions and corrections cannot be reached; routing goes on',
  SIGN_IN_UNAVAILABLE: 'the identity provider does not answer',
  CONSOLE_MISSING: 'the console has not been built',
  CLASSIFIER_DEADLINE: 'the model did not answer in time',
  POLICY_INVALID: 'the policy file of the service is no longer valid',
};

export const notFound: RequestHandler = (request, response) => {
  response
    .status(404)
    .type('application/problem+json')
    .json({ title: 'Not found', status: 404, detail: `there is no ${request.baseUrl}${request.path}` });
};

/** Answers in the form of RFC 9457. What a client did wrong is told; what went wrong here is logged. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error, _request, response, next) => {
    const problem = problemOf(error);
    if (problem.status >= 500) log.error({ err: error }, 'a request failed');
    // In the middle of a stream there is nothing left to say.
    if (response.headersSent) return next(error);
    if (problem.status === 401) response.set('www-authenticate', 'Bearer realm="signalbox"');
    response.status(problem.status).type('application/problem+json').json(problem);
  };
}

function problemOf(error: unknown): Problem {
  if (isRefusedValue(error)) {
    return problemOf(
      new SignalboxError('INPUT_INVALID', 'a value of the request is none that a text, number or time here can have', {
        remedy: 'send no NUL character, and times of the years 1 to 9999',
      }),
    );
  }
  if (isLostConnection(error)) return problemOf(new SignalboxError('STORE_UNREACHABLE', 'lost', { remedy: tryAgain }));
  if (error instanceof SignalboxError) {
    const { code, message, remedy } = error;
    const status = statusOf[code] ?? 500;
    const detail = status < 500 ? message : toldInstead[code];
    return {
      title: code,
      status,
      code,
      ...(detail === undefined ? {} : { detail }),
      ...(detail === undefined || remedy === undefined ? {} : { remedy }),
    };
  }
  // body-parser's own errors say whose fault they are
  const { status, message } = error as { status?: unknown; message?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500)
    return { title: 'Invalid request', status, detail: String(message) };
  return { title: 'Internal error', status: 500 };
}

/** What an address can carry and no column: a number or a time out of range, a character that PostgreSQL does not store. */
function isRefusedValue(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && ['22003', '22007', '22008', '22021', '22P05'].includes(code);
}

const tryAgain = 'try again in a moment; an administrator can check the database and DATABASE_URL';
