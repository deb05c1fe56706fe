import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';

/** What it means that no window left its range: calm, or nothing to compare with. */
export function noAlert({ signals }: Pick<MisclassificationReport['drift'], 'signals'>): {
  title: string;
  text: string;
} {
  if (signals.length === 0) {
    return {
      title: 'Too little history to compare',
      text: 'Drift is told against at least five earlier windows with tickets. Choose a longer period, or come back as tickets arrive.',
    };
  }
  return { title: 'No drift', text: 'Confidence and the mix of categories are as in the reference windows.' };
}
