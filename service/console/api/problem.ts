/** What the server says went wrong (RFC 9457), or what kept us from asking it. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly detail: string | null;
  readonly remedy: string | null;
  /** How long the server wants to be left alone; 0: it does not say. */
  readonly pauseMs: number;

  constructor(given: {
    title: string;
    status: number;
    code?: string;
    detail?: string;
    remedy?: string;
    pauseMs?: number;
  }) {
    super(given.title);
    this.name = 'ApiProblem';
    this.status = given.status;
    this.code = given.code ?? null;
    this.detail = given.detail ?? null;
    this.remedy = given.remedy ?? null;
    this.pauseMs = given.pauseMs ?? 0;
  }
}

/** 0: no answer came at all. */
export const noAnswer = 0;

/** Refused since somebody else is signed in than the page was opened for. The page says so as soon as it has asked who. */
export const isUserChanged = (error: unknown): boolean => error instanceof ApiProblem && error.code === 'USER_CHANGED';

/** Refused since nobody is signed in, or not any more. */
export const isSignedOut = (error: unknown): boolean => error instanceof ApiProblem && error.status === 401;

/** Asked too often: to ask again at once would only be refused again. */
export const isLimited = (error: unknown): boolean => error instanceof ApiProblem && error.status === 429;

const passing = [noAnswer, 429, 502, 503, 504];

/** No answer, or one of a service that will soon be there again: what a page shows is then asked for again by itself. */
export const isPassing = (error: unknown): boolean => error instanceof ApiProblem && passing.includes(error.status);

/** How long the server wants to be left alone, where it says so. */
export const pauseOf = (error: unknown): number => (error instanceof ApiProblem ? error.pauseMs : 0);

const betweenCode = 'ANSWERED_BETWEEN';

/** A sign-in page of a proxy, say: it would pass for an answer of the service by its status. */
export const answeredBetween = (): ApiProblem =>
  new ApiProblem({
    title: 'Something between answered in Signalbox’s place',
    status: noAnswer,
    code: betweenCode,
    detail: 'What came is no answer of the service; a proxy whose sign-in has run out answers so.',
    remedy:
      'Load this page anew, and sign in where you are asked to; else have the proxy in front of Signalbox looked at.',
  });

export const isAnsweredBetween = (error: unknown): boolean => error instanceof ApiProblem && error.code === betweenCode;

/** What a proxy says too of a request or of a service that it reaches: it comes without words of ours and is what its status says. */
const saidByAnybody = [408, 413, 414, 429, 431];

/** Whether it may be taken for a refusal of the service: its own have a code. A proxy that wants one to sign in answers 401, 403 or 404, too. */
export function isOfService(status: number, body: unknown): boolean {
  if (status >= 500 || saidByAnybody.includes(status)) return true;
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
}

/** A gateway's page in HTML is an answer too: whatever comes, there is something to show. */
export function problemOf(status: number, body: unknown, pauseMs = 0): ApiProblem {
  const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (key: string) => (typeof given[key] === 'string' && given[key] !== '' ? { [key]: given[key] } : {});
  return new ApiProblem({
    title: typeof given.title === 'string' ? given.title : `The server answered ${status}`,
    status,
    pauseMs,
    ...text('code'),
    ...text('detail'),
    ...text('remedy'),
  });
}

/** For a place where anything may have been thrown. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({ title: error instanceof Error ? error.message : String(error), status: noAnswer });
}

/** As a sentence of its own. What begins with the name of a field, a command or an address keeps its small letter. */
export function asSentence(text: string): string {
  const begun = /^[a-z]+[ ,;]/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
