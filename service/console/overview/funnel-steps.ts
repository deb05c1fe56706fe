import type { Funnel } from '../../contracts/misclassification-report.ts';
import { count, plural } from '../parts/format.ts';

export interface FunnelStep {
  id: 'consumed' | 'model' | 'frontier' | 'review' | 'reviewed' | 'corrected';
  label: string;
  tickets: number;
  /** Of all that were consumed. */
  share: number;
  /** A part of the step above it and not of the whole. */
  isPart: boolean;
  note: string | null;
  /** Filters of the list of tickets that shows them. */
  filters: Record<string, string>;
}

/** What became of the tickets of a period, from all that were read to those that a person moved. */
export function funnelSteps(funnel: Funnel): FunnelStep[] {
  const { consumed, routedByModel, routedByFrontier, needsReview, reviewed, corrected, escalatedPending } = funnel;
  const share = (tickets: number) => (consumed === 0 ? 0 : Math.min(1, tickets / consumed));
  const step = (given: Omit<FunnelStep, 'share'>): FunnelStep => ({ ...given, share: share(given.tickets) });
  const moved = corrected.audit + corrected.unasked;
  return [
    step({ id: 'consumed', label: 'Consumed', tickets: consumed, isPart: false, note: unread(funnel), filters: {} }),
    step({
      id: 'model',
      label: 'Routed by the model',
      tickets: routedByModel,
      isPart: false,
      note: null,
      filters: { outcome: 'model' },
    }),
    step({
      id: 'frontier',
      label: 'Routed by the frontier model',
      tickets: routedByFrontier,
      isPart: false,
      note: escalatedPending === 0 ? null : plural(escalatedPending, 'is being asked about', 'are being asked about'),
      filters: { outcome: 'frontier' },
    }),
    step({
      id: 'review',
      label: 'Left to people',
      tickets: needsReview,
      isPart: false,
      note: null,
      filters: { outcome: 'review' },
    }),
    step({
      id: 'reviewed',
      label: 'Settled by a person',
      tickets: reviewed,
      isPart: true,
      note: needsReview === reviewed ? null : plural(needsReview - reviewed, 'waits', 'wait'),
      filters: { outcome: 'review', labelled: 'true' },
    }),
    step({
      id: 'corrected',
      label: 'Routed, then corrected',
      tickets: moved,
      isPart: true,
      note:
        moved === 0 ? null : `${count(corrected.audit)} found by audits, ${count(corrected.unasked)} reported unasked`,
      filters: { corrected: 'true' },
    }),
  ];
}

const unread = ({ rejected }: Funnel) =>
  rejected === 0 ? null : `${plural(rejected, 'more message')} could not be read`;

/** Share of the consumed tickets that no person had to place. */
export const coverageOf = ({ consumed, routedByModel, routedByFrontier }: Funnel): number | null =>
  consumed === 0 ? null : (routedByModel + routedByFrontier) / consumed;
