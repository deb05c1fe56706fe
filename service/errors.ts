/**
 * The one catalogue of errors. A code is stable and says who has to act; `retryable` says whether trying the very
 * same thing again can help; `remedy` tells a person what to do. Nobody matches on message text.
 */
export const errorCodes = {
  CONFIG_INVALID: { retryable: false },
  TAXONOMY_INVALID: { retryable: false },
  POLICY_INVALID: { retryable: false },
  MODEL_MISSING: { retryable: false },
  MODEL_INVALID: { retryable: false },
  MODEL_LABELS_MISMATCH: { retryable: false },
  CLASSIFIER_FAILED: { retryable: true },
  CLASSIFIER_REFUSED: { retryable: false },
  CLASSIFIER_DEADLINE: { retryable: true },
  /** The endpoint is overloaded, broken or gone. */
  FRONTIER_FAILED: { retryable: true },
  FRONTIER_DEADLINE: { retryable: true },
  /** The endpoint will not take this one request. */
  FRONTIER_REFUSED: { retryable: false },
  /** Token, address or model are wrong: no request will do better. */
  FRONTIER_MISCONFIGURED: { retryable: false },
  /** An answer came that is none. */
  FRONTIER_UNUSABLE: { retryable: false },
  BROKER_UNREACHABLE: { retryable: true },
  BROKER_TOOLS_MISSING: { retryable: false },
  BROKER_START_FAILED: { retryable: false },
  TOPIC_MISSING: { retryable: false },
  TOPIC_MISFIT: { retryable: false },
  /** Messages that were settled are gone from the end of a topic. */
  TOPIC_CUT_SHORT: { retryable: false },
  EVENT_INVALID: { retryable: false },
  INPUT_INVALID: { retryable: false },
  /** Nothing is at this address. */
  ADDRESS_UNKNOWN: { retryable: false },
  /** Something is there, and is asked for by another method. */
  METHOD_REFUSED: { retryable: false },
  CONSOLE_MISSING: { retryable: false },
  DRAFT_UNKNOWN: { retryable: false },
  SIGN_IN_REQUIRED: { retryable: false },
  SIGN_IN_REFUSED: { retryable: false },
  /** The identity provider does not answer. */
  SIGN_IN_UNAVAILABLE: { retryable: true },
  /** Signed in, and the role does not allow it. */
  ROLE_TOO_LOW: { retryable: false },
  /** A page asks that was opened for somebody else than who is signed in now. */
  USER_CHANGED: { retryable: false },
  /** A page that changes something does not say whom it was opened for. */
  USER_UNNAMED: { retryable: false },
  /** A page of another origin, or under another name of this machine, asks. */
  ORIGIN_REFUSED: { retryable: false },
  MEDIA_TYPE_REFUSED: { retryable: false },
  RATE_LIMITED: { retryable: true },
  STORE_UNREACHABLE: { retryable: true },
  STORE_MISFIT: { retryable: false },
  /** Asked for of too much, or of a store that says nothing. */
  REPORT_DEADLINE: { retryable: false },
  /** A running service has what a command needs for itself. */
  SERVICE_RUNNING: { retryable: true },
  TICKET_UNKNOWN: { retryable: false },
  CATEGORY_UNKNOWN: { retryable: false },
  CORRECTION_STALE: { retryable: false },
  NO_PROGRESS: { retryable: true },
  STOPPING: { retryable: true },
} as const satisfies Record<string, { retryable: boolean }>;
export type ErrorCode = keyof typeof errorCodes;

export class SignalboxError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; remedy?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SignalboxError';
    this.code = code;
    this.remedy = options.remedy;
  }

  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}

/** One paragraph for a person at a terminal: what, and how to mend it. */
export function describeError(error: unknown): string {
  if (error instanceof SignalboxError) {
    return error.remedy ? `${error.code}: ${error.message}\n  → ${error.remedy}` : `${error.code}: ${error.message}`;
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
