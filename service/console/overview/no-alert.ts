import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';

/** What it means that no window left its range: calm, or nothing that was compared. */
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
  if (!signals.some(({ windows }) => windows.some(({ compared }) => compared))) {
    return {
      title: 'Too early to tell',
      text: 'No window has been compared yet: the first ones are the reference. It takes a later one with at least 30 tickets. Come back as tickets arrive, or choose a longer period.',
    };
  }
  return { title: 'No drift', text: 'Confidence and the mix of categories are as in the reference windows.' };
}
