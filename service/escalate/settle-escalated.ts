import type { EscalatedTicket } from '../contracts/escalated-ticket.ts';
import type { RoutingEvent } from '../contracts/routing-event.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { buildEvent } from '../publish/build-event.ts';
import type { FrontierVerdict } from './ask-frontier.ts';
import { decideEscalated, type EscalationRules } from './decide-escalated.ts';

/** No frontier model is connected, or nobody is asked here. */
export const nobodyAsked: FrontierVerdict = { kind: 'none', reason: 'frontier_unavailable', usd: 0 };

/**
 * The event of a ticket that the fine-tuned model was unsure of.
 * @param waitedMs from its handing over to the decision; `askedMs` of it for asking, undefined when nobody was asked
 */
export function settleEscalated(
  ticket: EscalatedTicket,
  verdict: FrontierVerdict,
  { taxonomy, rules }: { taxonomy: Taxonomy; rules: EscalationRules },
  now: Date,
  { waitedMs = 0, askedMs }: { waitedMs?: number; askedMs?: number } = {},
): RoutingEvent {
  // The topic may hold tickets from before a change: they keep their model's version, and a category that is gone is no choice.
  const candidates = ticket.candidates.filter(({ category }) => taxonomy.codes.includes(category));
  const first = { candidates, namesUnknown: candidates.length < ticket.candidates.length };
  // Measured on one version of the fine-tuned model, it says nothing of what another one named.
  const record = rules.record?.fineTunedVersion === ticket.modelVersion ? rules.record : null;
  const own = { taxonomy, model: { version: ticket.modelVersion } };
  const timings = {
    ...ticket.timings,
    queuedMs: ticket.timings.queuedMs + Math.max(0, waitedMs),
    ...(askedMs === undefined ? {} : { frontierMs: Math.round(askedMs) }),
  };
  const decision = decideEscalated(first, verdict, { ...rules, record });
  return buildEvent({ ...ticket, timings }, decision, own, now, verdict.usd);
}
