import type { ModelComparison } from '../evaluate/compare-models.ts';
import { marginDigits, marginPoints, points, pointsBeside, range, roundedUp } from './comparison-numbers.ts';

/** What the comparison comes to, a sentence a line: the verdict, what it would take to tell, and what else the release would change. */
export function verdictLines(comparison: ModelComparison): string[] {
  return [verdictSentence(comparison), ...needLines(comparison), ...coverageLines(comparison)];
}

function verdictSentence({ verdict, accuracy, margin }: ModelComparison): string {
  const { estimate, low, high } = accuracy;
  const within = `95 %: ${range({ low: low * 100, high: high * 100 }, marginDigits(margin))}`;
  const allowed = marginPoints(margin);
  switch (verdict) {
    case 'better':
      return `better: accuracy rises by ${points(estimate)} points (${within})`;
    case 'no worse':
      return high < 0
        ? `no worse than the margin allows: accuracy falls by ${pointsBeside(-estimate, margin)} points (${within}), of ${allowed} that may be lost`
        : `no worse: a loss of more than ${allowed} points is ruled out (${within})`;
    case 'not shown':
      return `not shown: a loss of ${pointsBeside(-low, margin)} points is not ruled out, and ${allowed} may be lost (${within})`;
    case 'worse':
      return `worse: accuracy falls by ${points(-estimate)} points (${within})`;
  }
  return verdict satisfies never;
}

function needLines({ verdict, ticketsNeeded, n, margin }: ModelComparison): string[] {
  if (verdict !== 'not shown') return [];
  if (ticketsNeeded !== null) {
    const rounded = roundedUp(ticketsNeeded).toLocaleString('en');
    return [
      `${n.toLocaleString('en')} tickets are too few to tell: about ${rounded} would show it, if the two are equally good and differ as often as here`,
    ];
  }
  return margin === 0
    ? ['with a margin of 0 no number of tickets shows that two models are equally good: --margin says what may be lost']
    : ['for two models that are equally good so many tickets are mostly enough: expect that the candidate loses some'];
}

/** No reason against a release, and nothing that should be found out by a full review queue. */
function coverageLines({ coverage: { estimate, low, high } }: ModelComparison): string[] {
  if (high >= 0) return [];
  const within = range({ low: low * 100, high: high * 100 }, 1);
  return [
    `it routes ${points(-estimate)} points fewer without asking (95 %: ${within}): more is put to the frontier model or to people`,
  ];
}
