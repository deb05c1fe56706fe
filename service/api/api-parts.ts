import type { Logger } from 'pino';
import type { Calibration } from '../contracts/model-manifest.ts';
import type { StoreAccess } from '../review/store/store-access.ts';
import type { RouterParts } from '../route-tickets.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { ExplainTicket } from './explain-ticket.ts';
import type { MakeReport } from './make-reports.ts';
import type { ModelCandidates } from './model-candidates.ts';
import type { RefusalLimit } from './sign-in/refusal-limit.ts';
import type { SignIn } from './sign-in/sign-in.ts';

/** What the endpoints work with. */
export interface ApiParts {
  router: RouterParts;
  calibration: Calibration;
  /** The policy file as it lies there now; empty when there is none. */
  policyText: () => Promise<string>;
  /** Where it lies, for whoever has to correct it. */
  policyPath: string;
  explainTicket: ExplainTicket;
  modelCandidates: ModelCandidates;
  makeReport: MakeReport;
  /** Puts the bytes of a ticket on the inbound topic; resolves when the broker has them. */
  publishTicket: (ticketId: string, value: Buffer, signal: AbortSignal) => Promise<void>;
  store: StoreAccess;
  /** Tells the outbox that a correction waits. */
  correctionStored: () => void;
  changes: ChangeFeed;
  signIn: SignIn;
  /** Every look at a key or token goes through it. */
  refusals: RefusalLimit;
  log: Logger;
}
