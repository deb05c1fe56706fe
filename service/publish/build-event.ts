import type { RoutingEvent, Source, Timings } from '../contracts/routing-event.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';

/** Who answers for a decision: the taxonomy and the released model in charge. */
export interface Provenance {
  taxonomy: Taxonomy;
  model: { name: string; version: string };
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
  | { decision: 'routed'; category: string; confidence: number }
  | {
      decision: 'needs_review';
      reason: Extract<RoutingEvent, { decision: 'needs_review' }>['reason'];
      candidates: { category: string; probability: number }[];
    };

/** The same ticket message always gets the same id, so that a reader can tell a repeat from a new decision. */
export function eventIdOf({ topic, partition, offset }: Source): string {
  return `${topic}-${partition}-${offset}`;
}

/** A verdict of the fine-tuned model as the event that downstream automation reads. */
export function buildEvent(
  subject: EventSubject,
  verdict: Verdict,
  { taxonomy, model }: Provenance,
  now: Date,
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
    cost: { usd: 0 },
  };
  if (verdict.decision === 'needs_review') {
    return { ...shared, decision: 'needs_review', reason: verdict.reason, candidates: verdict.candidates };
  }
  const category = taxonomy.categories.find(({ code }) => code === verdict.category);
  if (!category) throw new RangeError(`taxonomy ${taxonomy.version} has no category ${verdict.category}`);
  return {
    ...shared,
    decision: 'routed',
    category: category.code,
    route: category.route,
    decidedBy: { kind: 'model', model: model.name, version: model.version, confidence: verdict.confidence },
  };
}
