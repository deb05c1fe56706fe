import type { DisagreementKind } from '../../contracts/misclassification-report.ts';
import type { DisagreementFact, LabelFact } from './facts.ts';

/** Two candidates closer than this are a tie for the model. */
export const nearTie = 0.15;

/**
 * How sure the model is, on average, of the tickets of each category on which a person agrees with it: the class
 * thresholds of confident learning (Northcutt et al. 2021). A label against a surer first choice is suspect.
 */
export function selfConfidence(labels: readonly LabelFact[]): Map<string, number> {
  const sums = new Map<string, { n: number; sum: number }>();
  for (const { outcome, choice, truth, confident, confidenceSum } of labels) {
    // A frontier's route is no first choice of the model, so its confidence belongs to another category.
    if (outcome === 'frontier' || choice === null || choice !== truth) continue;
    const { n, sum } = sums.get(choice) ?? { n: 0, sum: 0 };
    sums.set(choice, { n: n + confident, sum: sum + confidenceSum });
  }
  return new Map([...sums].filter(([, { n }]) => n > 0).map(([code, { n, sum }]) => [code, sum / n]));
}

/** What a wrong choice most likely is, and the sentence that says why. */
export function judgeDisagreement(
  ticket: DisagreementFact,
  thresholds: ReadonlyMap<string, number>,
): { kind: DisagreementKind; because: string } {
  const { predicted, truth, confidence, opinion, votes, candidates, verdicts } = ticket;
  const isOfPair = (category: string | null) => category === predicted || category === truth;
  const said = new Set(verdicts.map(({ category }) => category));
  if (said.has(predicted) && said.has(truth)) {
    return { kind: 'overlapping_definitions', because: 'people disagree: each of the two categories has a vote' };
  }
  const [first, second] = candidates;
  if (first && second && isOfPair(first.category) && isOfPair(second.category)) {
    const margin = first.probability - second.probability;
    if (margin < nearTie) {
      return {
        kind: 'overlapping_definitions',
        because: `the model found both as likely (${margin.toFixed(2)} apart)`,
      };
    }
  }
  if (votes && votes.for < votes.of && isOfPair(opinion)) {
    return { kind: 'overlapping_definitions', because: `the frontier model was split (${votes.for} of ${votes.of})` };
  }
  const agreeing = verdicts.filter(({ category }) => category === truth).length;
  if (agreeing >= 2) return { kind: 'model_error', because: `${agreeing} people agree on the label` };
  // "None" is the word of one alone, of the score or of the frontier model, and the confidence is that of a category.
  if (predicted === null) {
    return { kind: 'model_error', because: 'it was held as out of taxonomy; one person knows a category for it' };
  }
  if (opinion === predicted && ticket.outcome !== 'frontier') {
    return {
      kind: 'suspected_label_error',
      because: 'the frontier model agrees with the first choice; one person does not',
    };
  }
  const usual = thresholds.get(predicted);
  if (confidence !== null && usual !== undefined && confidence >= usual) {
    return {
      kind: 'suspected_label_error',
      because: `the model is as sure (${confidence.toFixed(3)}) as where people agree with it (${usual.toFixed(3)}); one person does not`,
    };
  }
  return { kind: 'model_error', because: `only the model spoke for it${howSure(confidence, usual)}` };
}

function howSure(confidence: number | null, usual: number | undefined): string {
  if (confidence === null) return '';
  const said = `, ${confidence.toFixed(3)} sure`;
  return usual === undefined ? said : `${said} where it is ${usual.toFixed(3)} on tickets that it gets right`;
}
