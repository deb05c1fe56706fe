import type { DecisionSummaryView } from '../../contracts/api-decisions.ts';
import type { ReviewReason } from '../../contracts/routing-event.ts';
import { outcomeWords, reasonWords } from '../parts/words.ts';

export interface DecisionFilters {
  outcome?: DecisionSummaryView['outcome'];
  choice?: string;
  reason?: ReviewReason;
  truth?: string;
  labelled?: 'true' | 'false';
  wrong?: 'true' | 'false';
  corrected?: 'true' | 'false';
  words?: string;
}
export const filterNames = [
  'outcome',
  'choice',
  'reason',
  'truth',
  'labelled',
  'wrong',
  'corrected',
  'words',
] as const satisfies readonly (keyof DecisionFilters)[];

/** What people said, from the widest to the narrowest. One at a time: of an address with several the narrowest is shown. */
export const verdicts = [
  { id: 'read', label: 'Read by people', filter: ['labelled', 'true'] },
  { id: 'unread', label: 'Not read', filter: ['labelled', 'false'] },
  { id: 'right', label: 'Right', filter: ['wrong', 'false'] },
  { id: 'wrong', label: 'Wrong', filter: ['wrong', 'true'] },
  { id: 'corrected', label: 'Routed, then corrected', filter: ['corrected', 'true'] },
] as const;

const isOf = <Word extends string>(value: string | null, words: Record<Word, string>): value is Word =>
  value !== null && Object.hasOwn(words, value);
const isYesOrNo = (value: string | null): value is 'true' | 'false' => value === 'true' || value === 'false';

/** Filters of a list of decisions from its URL. What the API does not know is left out, so that an old link still shows something. */
export function decisionFilters(parameters: URLSearchParams): DecisionFilters {
  const get = (name: (typeof filterNames)[number]) => parameters.get(name) || null;
  const [outcome, reason, choice, truth] = [get('outcome'), get('reason'), get('choice'), get('truth')];
  const [labelled, wrong, corrected, words] = [get('labelled'), get('wrong'), get('corrected'), get('words')?.trim()];
  return {
    ...(isOf(outcome, outcomeWords) ? { outcome } : {}),
    ...(isOf(reason, reasonWords) ? { reason } : {}),
    ...(choice ? { choice } : {}),
    ...(truth ? { truth } : {}),
    ...(isYesOrNo(labelled) ? { labelled } : {}),
    ...(isYesOrNo(wrong) ? { wrong } : {}),
    ...(isYesOrNo(corrected) ? { corrected } : {}),
    ...(words ? { words } : {}),
  };
}
