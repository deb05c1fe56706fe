import type { DecidedBy, NeedsReviewEvent, RoutingEvent, Source, Timings } from '../contracts/routing-event.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';

/** Who answers for a decision: the taxonomy and the model in charge. */
export interface Provenance {
  taxonomy: Taxonomy;
  model: { version: string };
}

/** What an event says of its ticket, whatever was decided. */
export interface EventSubject {
  ticketId: string;
  revision: number;
  source: Source;
  language: string | null;
  timings: Timings;
}

export type Verdict =
  | { decision: 'routed'; category: string; decidedBy: DecidedBy }
  | ({ decision: 'needs_review' } & Pick<NeedsReviewEvent, 'reason' | 'candidates' | 'opinion'>);

/** The same ticket message always gets the same id, so that a reader can tell a repeat from a new decision. */
export function eventIdOf({ topic, partition, offset }: Source): string {
  return `${topic}-${partition}-${offset}`;
}

/**
 * A verdict as the event that downstream automation reads.
 * @param usd what was paid for this decision to others
 */
export function buildEvent(
  subject: EventSubject,
  verdict: Verdict,
  { taxonomy, model }: Provenance,
  now: Date,
  usd = 0,
): RoutingEvent {
  const shared = {
    specVersion: 1 as const,
    eventId: eventIdOf(subject.source),
    ticketId: subject.ticketId,
    revision: subject.revision,
    source: subject.source,
    language: subject.language,
    taxonomyVersion: taxonomy.version,
    modelVersion: model.version,
    decidedAt: now.toISOString(),
    timings: subject.timings,
    cost: { usd },
  };
  if (verdict.decision === 'needs_review') {
    const { decision, reason, candidates, opinion } = verdict;
    return { ...shared, decision, reason, candidates, ...(opinion ? { opinion } : {}) };
  }
  const category = taxonomy.categories.find(({ code }) => code === verdict.category);
  if (!category) throw new RangeError(`taxonomy ${taxonomy.version} has no category ${verdict.category}`);
  return {
    ...shared,
    decision: 'routed',
    category: category.code,
    route: category.route,
    decidedBy: verdict.decidedBy,
  };
}
