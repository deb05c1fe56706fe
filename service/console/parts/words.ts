import type { AuditAction } from '../../contracts/api-audit-log.ts';
import type { DecisionSummaryView } from '../../contracts/api-decisions.ts';
import type { CorrectionOccasion } from '../../contracts/correction.ts';
import type { DisagreementKind, DriftSignal } from '../../contracts/misclassification-report.ts';
import type { ReviewReason } from '../../contracts/routing-event.ts';
import type { Channel, SetAside } from '../../contracts/ticket.ts';

/** What the codes of the contracts are called on the pages. */
export const reasonWords: Record<ReviewReason, string> = {
  no_text: 'No text',
  unsupported_language: 'Unsupported language',
  out_of_taxonomy: 'Out of taxonomy',
  low_confidence: 'Low confidence',
  frontier_unavailable: 'Frontier unavailable',
  frontier_unusable: 'Frontier answer unusable',
  budget_exhausted: 'Budget exhausted',
  models_disagree: 'Models disagree',
  protected_category: 'Protected category',
  suspected_injection: 'Suspected injection',
};

export const outcomeWords: Record<DecisionSummaryView['outcome'], string> = {
  model: 'Routed by model',
  frontier: 'Routed by frontier',
  review: 'Needs review',
};

export const occasionWords: Record<CorrectionOccasion, string> = {
  audit: 'Audit',
  review: 'Review',
  unasked: 'Unasked correction',
};

export const disagreementWords: Record<DisagreementKind, string> = {
  model_error: 'Model error',
  suspected_label_error: 'Suspected label error',
  overlapping_definitions: 'Overlapping definitions',
};

export const metricWords: Record<DriftSignal['metric'], string> = {
  mean_confidence: 'Mean confidence',
  review_share: 'Share sent to review',
  out_of_taxonomy_share: 'Share out of taxonomy',
  category_share: 'Share of a category',
};

export const actionWords: Record<AuditAction, string> = {
  correct: 'Corrected a ticket',
  retract: 'Took a correction back',
  draft_policy: 'Kept a policy draft',
  delete_draft: 'Deleted a policy draft',
  sign_in: 'Signed in',
  sign_in_denied: 'Was refused to sign in',
  sign_out: 'Signed out',
  export_csv: 'Exported CSV',
  export_html: 'Opened the report to print',
};

export const channelWords: Record<Channel, string> = {
  email: 'E-mail',
  chat: 'Chat',
  web_form: 'Web form',
  in_app: 'In-app',
  other: 'Other channel',
};

export const setAsideWords: Record<SetAside['kind'], string> = {
  quoted_reply: 'Quoted reply',
  forwarded_header: 'Forwarded header',
  signature: 'Signature',
  legal_footer: 'Legal footer',
};

export const noCategory = 'No category';
