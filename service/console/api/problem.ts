/** What the server says went wrong (RFC 9457), or what kept us from asking it. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly detail: string | null;
  readonly remedy: string | null;

  constructor(given: { title: string; status: number; code?: string; detail?: string; remedy?: string }) {
    super(given.title);
    this.name = 'ApiProblem';
    this.status = given.status;
    this.code = given.code ?? null;
    this.detail = given.detail ?? null;
    this.remedy = given.remedy ?? null;
  }
}

/** 0: no answer came at all. */
export const noAnswer = 0;

/** Refused since somebody else is signed in than the page was opened for. The page says so as soon as it has asked who. */
export const isUserChanged = (error: unknown): boolean => error instanceof ApiProblem && error.code === 'USER_CHANGED';

/** Refused since nobody is signed in, or not any more. */
export const isSignedOut = (error: unknown): boolean => error instanceof ApiProblem && error.status === 401;

/** No answer, or one of a service that will soon be there again: what a page shows is then asked for again by itself. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.status === noAnswer || error.status === 503 || error.status === 504);

/** A gateway's page in HTML is an answer too: whatever comes, there is something to show. */
export function problemOf(status: number, body: unknown): ApiProblem {
  const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (key: string) => (typeof given[key] === 'string' && given[key] !== '' ? { [key]: given[key] } : {});
  return new ApiProblem({
    title: typeof given.title === 'string' ? given.title : `The server answered ${status}`,
    status,
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
