import type { ConfusionCell } from '../../contracts/misclassification-report.ts';

/** Tickets of a cell of the confusion matrix: those that were routed so, and those that review caught. */
export const cellTotal = ({ routed, reviewed }: ConfusionCell, end: 'estimate' | 'low' | 'high'): number =>
  routed[end] + reviewed[end];
