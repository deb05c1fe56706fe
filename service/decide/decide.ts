import type { Scores } from '../classify/classifier.ts';
import type { CleanTicket } from '../contracts/ticket.ts';
import type { Policy } from './policy.ts';

export interface Candidate {
  category: string;
  probability: number;
}

export type ReviewWithoutAsking = 'no_text' | 'unsupported_language' | 'out_of_taxonomy' | 'low_confidence';

/** What is done with a ticket that the model has read. `candidates` are best first: five, and on the way to a second opinion the protected ones too. */
export type Decision =
  | { kind: 'accept'; category: string; confidence: number; candidates: Candidate[] }
  | { kind: 'escalate'; threshold: number | null; candidates: Candidate[] }
  | { kind: 'review'; reason: ReviewWithoutAsking; candidates: Candidate[] };

/** A text without a letter or digit says nothing that a model could read. */
export function isReadable(clean: CleanTicket): boolean {
  return /[\p{L}\p{N}]/u.test(clean.subject) || /[\p{L}\p{N}]/u.test(clean.body);
}

/**
 * From scores to a decision. The order matters: probabilities over the taxonomy mean nothing for a text that
 * the model cannot read or that belongs nowhere, however high they are.
 */
export function decide(
  clean: Pick<CleanTicket, 'language'>,
  scores: Pick<Scores, 'probabilities' | 'outOfTaxonomy'>,
  codes: readonly string[],
  policy: Policy,
): Decision {
  const ranked = rank(scores.probabilities, codes);
  const candidates = ranked.slice(0, mostCandidates);
  const [best] = candidates;
  if (!best) throw new RangeError('no category was scored');
  if (clean.language !== null && !policy.supportedLanguages.has(clean.language)) {
    return { kind: 'review', reason: 'unsupported_language', candidates };
  }
  if (scores.outOfTaxonomy !== null && scores.outOfTaxonomy >= policy.outOfTaxonomyThreshold) {
    return { kind: 'review', reason: 'out_of_taxonomy', candidates };
  }
  const threshold = policy.thresholds[codes.indexOf(best.category)] ?? Number.POSITIVE_INFINITY;
  if (best.probability >= threshold) {
    return { kind: 'accept', category: best.category, confidence: best.probability, candidates };
  }
  if (policy.frontier.neverAsked.includes(best.category))
    return { kind: 'review', reason: 'low_confidence', candidates };
  // However far down it stands: whoever decides later has to know that it was seen.
  const isProtected = ({ category, probability }: Candidate) =>
    probability >= (policy.frontier.neverLower[category] ?? Number.POSITIVE_INFINITY);
  return {
    kind: 'escalate',
    threshold: Number.isFinite(threshold) ? threshold : null,
    candidates: [...candidates, ...ranked.slice(mostCandidates).filter(isProtected)],
  };
}

export const mostCandidates = 5;

/** Most probable first; equal ones keep the taxonomy's order, so that a replay says the same. */
function rank(probabilities: Float32Array, codes: readonly string[]): Candidate[] {
  return codes
    .map((category, i) => ({ category, probability: Math.min(1, Math.max(0, probabilities[i] ?? 0)) }))
    .sort((a, b) => b.probability - a.probability);
}
