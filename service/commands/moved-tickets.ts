import type { predictionOf } from './assess-labelled.ts';

type Prediction = ReturnType<typeof predictionOf>;
type Side = Pick<Prediction, 'predicted' | 'confidence' | 'outcome'>;

/** A ticket of which two models make different things. */
export interface MovedTicket {
  id: string;
  label: string | null;
  before: Side;
  after: Side;
  /**
   * `fixed` and `broke`: the right category now, and no more. `changed`: another category, right neither before nor now.
   * `routed→escalated` and the like: only the outcome is another one, or the ticket belongs to no category.
   */
  kind: string;
}

/** Null: category and outcome are the same. */
export function movedTicket(before: Prediction, after: Prediction): MovedTicket | null {
  const kind = kindOf(before, after);
  const side = ({ predicted, confidence, outcome }: Prediction): Side => ({ predicted, confidence, outcome });
  return kind === null ? null : { id: before.id, label: before.label, before: side(before), after: side(after), kind };
}

function kindOf(before: Prediction, after: Prediction): string | null {
  const { label } = before;
  const moved = before.outcome === after.outcome ? null : `${before.outcome}→${after.outcome}`;
  if (before.predicted === after.predicted) return moved;
  if (label === null) return moved ?? 'changed';
  if (after.predicted === label) return 'fixed';
  return before.predicted === label ? 'broke' : 'changed';
}
