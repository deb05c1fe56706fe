import type { ReactNode } from 'react';
import type { DecisionSummaryView } from '../../contracts/api-decisions.ts';
import type { DisagreementKind } from '../../contracts/misclassification-report.ts';
import type { ReviewReason } from '../../contracts/routing-event.ts';
import type { Tone } from './stat.tsx';
import { disagreementWords, outcomeWords, reasonWords } from './words.ts';

export function Badge({ tone = 'plain', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span className={`badge tone-${tone}`} title={title}>
      {children}
    </span>
  );
}

const outcomeTones = { model: 'accent', frontier: 'plain', review: 'warn' } as const;
export const OutcomeBadge = ({ outcome }: { outcome: DecisionSummaryView['outcome'] }) => (
  <Badge tone={outcomeTones[outcome]}>{outcomeWords[outcome]}</Badge>
);

export const ReasonBadge = ({ reason }: { reason: ReviewReason }) => (
  <Badge tone={reason === 'suspected_injection' ? 'bad' : 'plain'}>{reasonWords[reason]}</Badge>
);

const kindTones = { model_error: 'bad', suspected_label_error: 'warn', overlapping_definitions: 'accent' } as const;
export const DisagreementBadge = ({ kind }: { kind: DisagreementKind }) => (
  <Badge tone={kindTones[kind]}>{disagreementWords[kind]}</Badge>
);
