import { createHash } from 'node:crypto';
import type { Correction, CorrectionOccasion } from '../contracts/correction.ts';
import type { RoutingEvent } from '../contracts/routing-event.ts';
import { isAudited } from '../review/audit-sample.ts';

/** Shares of what the people of the demo get to. */
const shares = { audited: 0.9, reviewed: 0.8, noticed: 0.5 };
const people = 3;

/**
 * What the helpdesk of the demo says of a decision whose truth is known: it reads most of the audit sample and of the
 * reviews, and notices some of the mistakes. The same ticket always gets the same answer; null: nobody says anything.
 */
export function verdictOn(
  event: RoutingEvent,
  truth: string | null,
  { auditRate, at }: { auditRate: number; at: Date },
): Correction | null {
  const occasion = occasionOf(event, truth, auditRate);
  if (!occasion) return null;
  return {
    ticketId: event.ticketId,
    revision: event.revision,
    category: truth,
    correctedBy: `helpdesk-${1 + Math.floor(chance('person', event.ticketId) * people)}`,
    correctedAt: at.toISOString(),
    occasion,
  };
}

function occasionOf(event: RoutingEvent, truth: string | null, auditRate: number): CorrectionOccasion | null {
  const happens = (share: number) => chance('verdict', event.ticketId) < share;
  if (event.decision === 'needs_review') return happens(shares.reviewed) ? 'review' : null;
  if (isAudited(event.ticketId, auditRate) && happens(shares.audited)) return 'audit';
  return event.category !== truth && happens(shares.noticed) ? 'unasked' : null;
}

/** Between 0 and 1, uniform, the same for ever. */
function chance(what: string, ticketId: string): number {
  return createHash('sha256').update(`${what} ${ticketId}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
