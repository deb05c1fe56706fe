import { type CategoryChange, halvedFrom, hasChanged, leastLosses } from '../evaluate/compare-categories.ts';
import type { AutoError, ModelComparison } from '../evaluate/compare-models.ts';
import type { PolicyOverrides } from './compared-models.ts';
import { gateLines, type LeftOut } from './comparison-gate.ts';
import { percent, pointsWithin, range, signed } from './comparison-numbers.ts';
import { verdictLines } from './comparison-verdict.ts';

interface Described extends ModelComparison {
  objections: readonly string[];
  leftOut: LeftOut;
  policy: PolicyOverrides;
  taxonomy: string;
}

/** For people: both models side by side, what changed in which category, and the verdict. */
export function describeComparison(
  comparison: Described,
  places: { current: string; candidate: string },
  gate: boolean,
): string {
  const { objections } = comparison;
  return [
    `model in use  ${places.current}`,
    `candidate     ${places.candidate}`,
    ...ticketLines(comparison),
    '',
    ...aligned(metricRows(comparison), [0, 3]),
    ...categoryLines(comparison),
    '',
    ...verdictLines(comparison),
    // Without the gate the verdict has said the first of them already.
    ...(gate
      ? gateLines(comparison)
      : objections.slice(comparison.verdict === 'worse' || comparison.verdict === 'not shown' ? 1 : 0)),
  ].join('\n');
}

function ticketLines({ n, outOfTaxonomy, taxonomy, leftOut, policy, perCategory }: Described): string[] {
  const learnt = (count: number | null) => (count === null ? 'cannot be told' : String(count));
  const set = [
    policy.categories.length > 0
      ? `the threshold of ${policy.categories.length} of ${Object.keys(perCategory).length} categories`
      : [],
    policy.outOfTaxonomy ? 'the out-of-taxonomy threshold' : [],
  ].flat();
  return [
    `${n} tickets of the categories of taxonomy ${taxonomy}, ${outOfTaxonomy} more out of taxonomy`,
    ...(leftOut.total > 0
      ? [
          `${leftOut.total} more were left out, since they were trained on (by the model in use: ${learnt(leftOut.current)}, by the candidate: ${learnt(leftOut.candidate)})`,
        ]
      : []),
    ...(set.length > 0 ? [`the policy sets ${set.join(' and ')}, for both models alike`] : []),
    ...(policy.loosensCandidate
      ? ['it routes more than the candidate was released to: the bound on its error does not hold, and is not tried']
      : []),
  ];
}

function metricRows(comparison: Described): string[][] {
  const { current, candidate, accuracy, macroF1, ece, auroc, coverage, auto, outOfTaxonomyHeld: held } = comparison;
  const total = comparison.n + comparison.outOfTaxonomy;
  const ofOutside = (count: number | undefined) =>
    count === undefined ? '–' : `${count} of ${comparison.outOfTaxonomy}`;
  const of = ({ n, errors }: AutoError) => `${errors} of ${n}`;
  const bounds = ({ errorLowerBound95: low, errorUpperBound95: high }: AutoError) =>
    `${percent(low)} to ${percent(high)}`;
  return [
    ['', 'in use', 'candidate', 'difference (95 %)'],
    ['accuracy', percent(current.accuracy), percent(candidate.accuracy), pointsWithin(accuracy)],
    [
      'macro-F1',
      current.macroF1.toFixed(3),
      candidate.macroF1.toFixed(3),
      `${signed(macroF1.estimate, 3)} (${range(macroF1, 3)})`,
    ],
    ['ECE', current.ece.toFixed(3), candidate.ece.toFixed(3), signed(ece, 3)],
    [
      'out-of-taxonomy AUROC',
      current.outOfTaxonomy.auroc?.toFixed(3) ?? '–',
      candidate.outOfTaxonomy.auroc?.toFixed(3) ?? '–',
      auroc === null ? '–' : signed(auroc, 3),
    ],
    ['out of taxonomy held', ofOutside(held?.current), ofOutside(held?.candidate), held ? pointsWithin(held) : '–'],
    ['routed without asking', percent(current.auto.coverage), percent(candidate.auto.coverage), pointsWithin(coverage)],
    [
      'routed wrongly, of all',
      percent(auto.current.errors / total),
      percent(auto.candidate.errors / total),
      pointsWithin(auto.wrong),
    ],
    ['wrong among all routed', of(auto.current), of(auto.candidate), ''],
    [
      'error (95 % each side)',
      bounds(auto.current),
      bounds(auto.candidate),
      auto.target === null ? '' : `released for ${percent(auto.target)} at most`,
    ],
  ];
}

const order = { worse: 0, halved: 1, watch: 2, fine: 3 };

function categoryLines({ perCategory, accuracy }: Described): string[] {
  const changed = Object.entries(perCategory)
    .filter(([, row]) => hasChanged(row))
    .sort(([, a], [, b]) => order[a.state] - order[b.state] || a.p - b.p);
  const { fixed, broke, mcNemarP } = accuracy;
  const significance = `McNemar p ${mcNemarP < 0.001 ? '< 0.001' : mcNemarP.toFixed(3)}`;
  const summary = `${fixed} tickets fixed, ${broke} broken (${significance})`;
  if (changed.length === 0) return ['', `${summary}; no category changes`];
  const changes = changed.length === 1 ? '1 category changes' : `${changed.length} categories change`;
  return [
    '',
    `${summary}; ${changes}`,
    `(worse: more was lost than won, beyond chance, which takes ${leastLosses(changed.length)} lost tickets at least; halved: at most half as many are right, at least ${halvedFrom} fewer; watch: more was lost, and it may be chance)`,
    ...aligned(
      [
        ['', '', 'tickets', 'recall', 'F1', 'fixed', 'broken', 'newly taken wrongly', 'no longer'],
        ...changed.map(categoryRow),
      ],
      [0, 1],
    ),
  ];
}

function categoryRow([code, row]: [string, CategoryChange]): string[] {
  const { support, current, candidate } = row;
  return [
    row.state === 'fine' ? '' : row.state,
    code,
    String(support),
    `${percent(current.recall)} → ${percent(candidate.recall)}`,
    `${current.f1.toFixed(3)} → ${candidate.f1.toFixed(3)}`,
    ...[row.fixed, row.broke, row.newlyTaken, row.noLongerTaken].map(String),
  ];
}

/** @param left columns of words; those of numbers stand to the right */
function aligned(rows: readonly string[][], left: readonly number[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (text: string, column: number) =>
    left.includes(column) ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd());
}
