import { type CheckedTicket, type Place, placeOf } from './checked-ticket.ts';
import { counted, example, type Finding, finding, share } from './finding.ts';
import { labelName } from './text-findings.ts';

/** What a model says of a ticket; as far as that can be told, one that did not learn it. */
export interface Opinion {
  ticket: CheckedTicket;
  category: string;
  /** Calibrated. */
  probability: number;
  /** The service would send it there without asking anybody. */
  isRouted: boolean;
  /** Whether its probabilities mean anything: not for another language, or text that it takes for out of taxonomy. */
  counts: boolean;
}

export interface SuspectedLabel extends Place {
  label: string | null;
  suggested: string;
  confidence: number;
}

const sureFrom = 0.9;

/** Labels that the model contradicts, the most confident first. A ticket of no category is one that it would route. */
export function suspectedLabels(opinions: readonly Opinion[]): SuspectedLabel[] {
  return opinions
    .filter(({ ticket, category, probability, isRouted, counts }) =>
      ticket.label === null ? isRouted : counts && category !== ticket.label && probability >= sureFrom,
    )
    .map(({ ticket, category, probability }) => ({
      ...placeOf(ticket),
      label: ticket.label,
      suggested: category,
      confidence: probability,
    }))
    .sort((a, b) => b.confidence - a.confidence);
}

/**
 * @param judged how many tickets the model was asked about
 * @param trainedOn how many others it had learnt; null: nothing tells which it learnt
 */
export function suspectedLabelFindings(
  suspects: readonly SuspectedLabel[],
  judged: number,
  trainedOn: number | null,
): Finding[] {
  const asked =
    trainedOn === null
      ? '; nothing tells which of them it learnt, and what it learnt it rarely doubts'
      : ' that it did not learn';
  return finding('suspected_label', suspects, {
    message: `${counted(suspects.length, 'label is', 'labels are')} in doubt: the model is sure of another category (${share(suspects.length, judged)} of ${counted(judged, 'ticket')}${asked})`,
    remedy:
      'read these tickets: either the label is wrong or the model is; --suspects FILE writes all of them, the surest first',
    show: ({ label, suggested, confidence, ...place }) =>
      example(
        [place],
        `labelled ${labelName(label)}, the model says ${suggested} (${(100 * confidence).toFixed(1)} %)`,
      ),
  });
}
