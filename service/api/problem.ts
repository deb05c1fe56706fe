import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Problem } from '../contracts/api-problem.ts';
import { type ErrorCode, SignalboxError } from '../errors.ts';
import { isLostConnection } from '../review/store/lost-connection.ts';

/** The one map from error to HTTP status, and to what a person reads above the rest. */
const answers: Partial<Record<ErrorCode, readonly [status: number, title: string]>> = {
  INPUT_INVALID: [400, 'The request cannot be read'],
  SIGN_IN_REQUIRED: [401, 'Not signed in'],
  SIGN_IN_REFUSED: [401, 'The sign-in was refused'],
  ROLE_TOO_LOW: [403, 'Your role does not allow this'],
  ORIGIN_REFUSED: [403, 'Refused where it comes from'],
  TICKET_UNKNOWN: [404, 'No such ticket'],
  DRAFT_UNKNOWN: [404, 'No such draft'],
  ADDRESS_UNKNOWN: [404, 'No such address'],
  METHOD_REFUSED: [405, 'Asked for in another way than it is offered'],
  CORRECTION_STALE: [409, 'Somebody else was faster'],
  USER_CHANGED: [412, 'Somebody else is signed in now'],
  MEDIA_TYPE_REFUSED: [415, 'The body is not JSON'],
  CATEGORY_UNKNOWN: [422, 'No such category'],
  // No 5xx, after which pages would ask for it again and again, each time for minutes.
  REPORT_DEADLINE: [422, 'The report takes too long'],
  USER_UNNAMED: [428, 'The request does not say whose page it comes from'],
  RATE_LIMITED: [429, 'Too many requests'],
  CONSOLE_MISSING: [503, 'The console has not been built'],
  SIGN_IN_UNAVAILABLE: [503, 'Signing in is not possible now'],
  STORE_UNREACHABLE: [503, 'The store does not answer'],
  CLASSIFIER_FAILED: [503, 'The model does not answer'],
  CLASSIFIER_DEADLINE: [504, 'The model took too long'],
  BROKER_UNREACHABLE: [503, 'Kafka does not answer'],
};
const brokenHere = [500, 'Something went wrong here'] as const;

const readTheForm = '/docs has every address and field with its form';

/** Failures here of which a client is told in these words: the error's own may name what stands behind the service. */
const toldInstead: Partial<Record<ErrorCode, string>> = {
  STORE_UNREACHABLE: 'the store of decisions and corrections cannot be reached; routing goes on',
  SIGN_IN_UNAVAILABLE: 'the identity provider does not answer',
  CONSOLE_MISSING: 'the console has not been built',
  CLASSIFIER_DEADLINE: 'the model did not answer in time',
  POLICY_INVALID: 'the policy file of the service is no longer valid',
};

export const notFound: RequestHandler = ({ baseUrl, path }) => {
  throw new SignalboxError('ADDRESS_UNKNOWN', `there is no ${baseUrl}${path}`, {
    remedy: `check the address: ${readTheForm}`,
  });
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
    const [status, title] = answers[code] ?? brokenHere;
    const told = status < 500 ? { detail: message, remedy: remedy ?? readTheForm } : toldOf(code, remedy);
    return { title, status, code, ...told };
  }
  // Express and body-parser say whose fault their errors are.
  const { status, message } = (error ?? {}) as { status?: unknown; message?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const invalid = problemOf(new SignalboxError('INPUT_INVALID', String(message)));
    return { ...invalid, status, ...(status === 413 ? { remedy: 'send less at once: a body has at most 4 MB' } : {}) };
  }
  const [, title] = brokenHere;
  return { title, status: 500, remedy: lookIntoTheLog };
}

/** Of a failure here: what may be said of it, and what to do. */
function toldOf(code: ErrorCode, remedy: string | undefined): Pick<Problem, 'detail' | 'remedy'> {
  const detail = toldInstead[code];
  return detail === undefined ? { remedy: lookIntoTheLog } : { detail, remedy: remedy ?? lookIntoTheLog };
}

/** What an address can carry and no column: a number or a time out of range, a character that PostgreSQL does not store. */
function isRefusedValue(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && ['22003', '22007', '22008', '22021', '22P05'].includes(code);
}

const tryAgain = 'try again in a moment; an administrator can check the database and DATABASE_URL';
const lookIntoTheLog = 'try again in a moment; an administrator finds the reason in the log of the service';
