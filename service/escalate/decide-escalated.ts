import type { EscalatedTicket } from '../contracts/escalated-ticket.ts';
import type { FrontierRecord } from '../contracts/frontier-record.ts';
import type { FrontierPolicy } from '../contracts/policy.ts';
import type { ReviewReason } from '../contracts/routing-event.ts';
import { mostCandidates } from '../decide/decide.ts';
import type { Verdict } from '../publish/build-event.ts';
import type { FrontierVerdict } from './ask-frontier.ts';

/** What the policy says of second opinions, with the record that it refers to. */
export type EscalationRules = Pick<FrontierPolicy, 'neverLower' | 'disagreement'> & { record: FrontierRecord | null };

/** What the fine-tuned model said, as far as this taxonomy knows it. */
export interface FirstOpinion extends Pick<EscalatedTicket, 'candidates'> {
  /** It also named a category that the taxonomy does not have. */
  namesUnknown?: boolean;
}

/**
 * From two opinions to a decision. Agreement routes. Where they differ, the frontier model's word counts as far as labelled tickets
 * have shown that it should, and never against a category that only a person may take away.
 */
export function decideEscalated(
  { candidates, namesUnknown = false }: FirstOpinion,
  verdict: FrontierVerdict,
  rules: EscalationRules,
): Verdict {
  const review = (reason: ReviewReason): Verdict => {
    const base = { decision: 'needs_review' as const, reason, candidates: candidates.slice(0, mostCandidates) };
    return verdict.kind === 'opinion' ? { ...base, opinion: verdict.opinion } : base;
  };
  if (verdict.kind === 'none') return review(verdict.reason);
  const { category, ...answer } = verdict.opinion;
  const isTakenAway = candidates.some(
    ({ category: code, probability }) =>
      code !== category && probability >= (rules.neverLower[code] ?? Number.POSITIVE_INFINITY),
  );
  if (isTakenAway) return review('protected_category');
  if (category === null) return review('out_of_taxonomy');
  // What is not known cannot be compared: it may have been the first choice, or one that nobody but a person may take away.
  if (namesUnknown) return review('models_disagree');
  const [best] = candidates;
  if (best && best.category !== category && !frontierWins(best, category, verdict.doubt, rules))
    return review('models_disagree');
  return { decision: 'routed', category, decidedBy: { kind: 'frontier', ...answer } };
}

function frontierWins(
  fineTuned: EscalatedTicket['candidates'][number],
  frontier: string,
  doubt: 'low' | 'medium' | 'high' | null,
  { record, disagreement }: EscalationRules,
): boolean {
  const measured = record?.pairs.find((pair) => pair.fineTuned === fineTuned.category && pair.frontier === frontier);
  if (measured && measured.n >= disagreement.leastRecord) return measured.frontierRight > measured.fineTunedRight;
  return doubt !== 'high' && fineTuned.probability < disagreement.modelBound;
}
