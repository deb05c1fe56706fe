import { type ErrorCode, SignalboxError } from '../errors.ts';

export type FrontierErrorCode = Extract<ErrorCode, `FRONTIER_${string}`>;

/** Why an exchange with a frontier model came to nothing. Its message never holds what was sent or answered. */
export class FrontierFailure extends SignalboxError {
  /** The endpoint's own word on when to come again; null: it said nothing. */
  readonly retryAfterMs: number | null;
  /** Whether the provider may charge for it: what got no clear refusal is counted as paid. */
  readonly mayBeBilled: boolean;
  /** It is there, and wants to be asked less often. */
  readonly isRateLimit: boolean;

  constructor(
    code: FrontierErrorCode,
    message: string,
    {
      retryAfterMs = null,
      mayBeBilled,
      isRateLimit = false,
      ...options
    }: { mayBeBilled: boolean; isRateLimit?: boolean; retryAfterMs?: number | null; remedy?: string },
  ) {
    super(code, message, options);
    this.retryAfterMs = retryAfterMs;
    this.mayBeBilled = mayBeBilled;
    this.isRateLimit = isRateLimit;
  }

  /** Whether it says something of the endpoint, rather than of the one request or answer. */
  get isOutage(): boolean {
    return this.code !== 'FRONTIER_REFUSED' && this.code !== 'FRONTIER_UNUSABLE' && !this.isRateLimit;
  }
}
