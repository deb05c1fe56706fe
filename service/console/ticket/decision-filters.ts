import type { DecisionSummaryView } from '../../contracts/console-api.ts';
import type { ReviewReason } from '../../contracts/routing-event.ts';
import { outcomeWords, reasonWords } from '../parts/words.ts';

export interface DecisionFilters {
  outcome?: DecisionSummaryView['outcome'];
  choice?: string;
  reason?: ReviewReason;
  truth?: string;
  labelled?: 'true' | 'false';
  wrong?: 'true' | 'false';
}
export const filterNames = ['outcome', 'choice', 'reason', 'truth', 'labelled', 'wrong'] as const;

const isOf = <Word extends string>(value: string | null, words: Record<Word, string>): value is Word =>
  value !== null && Object.hasOwn(words, value);
const isYesOrNo = (value: string | null): value is 'true' | 'false' => value === 'true' || value === 'false';

/** Filters of a list of decisions from its URL. What the API does not know is left out, so that an old link still shows something. */
export function decisionFilters(parameters: URLSearchParams): DecisionFilters {
  const get = (name: (typeof filterNames)[number]) => parameters.get(name) || null;
  const [outcome, reason, choice, truth] = [get('outcome'), get('reason'), get('choice'), get('truth')];
  const [labelled, wrong] = [get('labelled'), get('wrong')];
  return {
    ...(isOf(outcome, outcomeWords) ? { outcome } : {}),
    ...(isOf(reason, reasonWords) ? { reason } : {}),
    ...(choice ? { choice } : {}),
    ...(truth ? { truth } : {}),
    ...(isYesOrNo(labelled) ? { labelled } : {}),
    ...(isYesOrNo(wrong) ? { wrong } : {}),
  };
}
