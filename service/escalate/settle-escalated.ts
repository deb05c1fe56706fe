import type { EscalatedTicket } from '../contracts/escalated-ticket.ts';
import type { RoutingEvent } from '../contracts/routing-event.ts';
import { buildEvent, type Provenance } from '../publish/build-event.ts';

/**
 * Settles tickets that the fine-tuned model was unsure of. No frontier model is connected:
 * each of them goes to a person, with that reason and the model's candidates.
 */
export function settleEscalated(ticket: EscalatedTicket, provenance: Provenance, now: Date): RoutingEvent {
  // The topic may hold tickets from before a change: they keep their model's version, and a category that is gone is no choice.
  const candidates = ticket.candidates.filter(({ category }) => provenance.taxonomy.codes.includes(category));
  const own = { ...provenance, model: { ...provenance.model, version: ticket.modelVersion } };
  return buildEvent(ticket, { decision: 'needs_review', reason: 'frontier_unavailable', candidates }, own, now);
}
