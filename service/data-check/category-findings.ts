import { type CheckedTicket, measuringSplits, type Split } from './checked-ticket.ts';
import { type ExpectedCounts, expectedCounts } from './expected-counts.ts';
import { counted, example, type Finding, finding, groupedBy, inWords, statement } from './finding.ts';

const fewToLearnFrom = 10;
const fewToMeasureWith = 5;
const mostUneven = 10;
/** What a threshold is released for, and how sure it has to be. */
const [targetError, level] = [0.02, 0.95];
/** From so many on in validation the out-of-taxonomy score is fitted to them (`FEWEST_OUTSIDE` of the training). */
export const fewestToFitOutside = 8;
/** So many accepted tickets, all of them right, show an error of at most the target. */
const leastAccepted = Math.ceil(Math.log(1 - level) / Math.log1p(-targetError));

/** Whether there are enough tickets of each category, and of none, to learn from and to measure with. */
export function categoryFindings(tickets: readonly CheckedTicket[], codes: readonly string[]): Finding[] {
  const expected = expectedCounts(tickets);
  const byLabel = groupedBy(tickets, ({ label }) => label);
  const total = new Map(codes.map((code) => [code, byLabel.get(code)?.length ?? 0]));
  const unseen = codes.filter((code) => total.get(code) === 0);
  const seen = codes.filter((code) => total.get(code) !== 0);
  const show = (note: string) => example([], note);
  return [
    ...finding('category_without_tickets', unseen, {
      message: `${counted(unseen.length, 'category has', 'categories have')} no ticket`,
      remedy: 'add some; until then the model has nothing to go by but what the taxonomy says, if it says anything',
      show,
    }),
    ...tooFewCategories(seen, expected),
    ...fewInTrain(seen, expected),
    ...fewInMeasuring(seen, expected),
    ...imbalance(seen, total),
    ...calibrationTooSmall(codes, expected),
    ...outOfTaxonomyMissing(expected, byLabel.get(null)?.length ?? 0),
  ];
}

/** Where training divides, nobody knows yet how many a split gets. */
function about({ carved }: ExpectedCounts, split: Split): string {
  return carved.includes(split) || (split === 'train' && carved.length > 0) ? 'about ' : '';
}

const fewestFirst = (codes: readonly string[], countOf: (code: string) => number): string[] =>
  codes.toSorted((a, b) => countOf(a) - countOf(b));

function tooFewCategories(seen: readonly string[], expected: ExpectedCounts): Finding[] {
  if (!expected.looksAt.includes('train') || seen.filter((code) => expected.of(code, 'train') > 0).length >= 2)
    return [];
  return [
    statement('fewer_than_two_categories', 1, {
      message: 'fewer than two categories have tickets to learn from: training refuses that',
      remedy: 'add tickets of a second category',
    }),
  ];
}

function fewInTrain(seen: readonly string[], expected: ExpectedCounts): Finding[] {
  if (!expected.looksAt.includes('train')) return [];
  const countOf = (code: string) => expected.of(code, 'train');
  const few = fewestFirst(seen, countOf).filter((code) => countOf(code) < fewToLearnFrom);
  return finding('few_to_learn_from', few, {
    message: `${counted(few.length, 'category has', 'categories have')} fewer than ${fewToLearnFrom} tickets to learn from`,
    remedy: 'add some, dozens at least: a category is learnt badly from few, and not at all from none',
    show: (code) => example([], `${code}: ${about(expected, 'train')}${countOf(code)}`),
  });
}

function fewInMeasuring(seen: readonly string[], expected: ExpectedCounts): Finding[] {
  const measured = measuringSplits.filter((split) => expected.looksAt.includes(split));
  const leastOf = (code: string) => Math.min(...measured.map((split) => expected.of(code, split)));
  const few = fewestFirst(seen, leastOf).filter((code) => leastOf(code) < fewToMeasureWith);
  const show = (code: string) => {
    const short = measured.filter((split) => expected.of(code, split) < fewToMeasureWith);
    const counts = short.map((split) => `${about(expected, split)}${expected.of(code, split)} in ${split}`);
    return example([], `${code}: ${counts.join(', ')}`);
  };
  return finding('few_to_measure_with', few, {
    message: `${counted(few.length, 'category has', 'categories have')} fewer than ${fewToMeasureWith} tickets in ${measured.join(' or ')}`,
    remedy: 'add some: with so few, a single ticket decides what is measured of a category',
    show,
  });
}

function imbalance(seen: readonly string[], total: ReadonlyMap<string, number>): Finding[] {
  const bySize = seen.toSorted((a, b) => (total.get(b) ?? 0) - (total.get(a) ?? 0));
  const [largest, smallest] = [bySize[0], bySize.at(-1)];
  if (!largest || !smallest) return [];
  const [most, least] = [total.get(largest) ?? 0, total.get(smallest) ?? 0];
  if (most < mostUneven * least) return [];
  return [
    statement('imbalance', Math.round(most / least), {
      message: `the largest category has ${Math.round(most / least)} times as many tickets as the smallest`,
      remedy: 'add tickets of small categories rather than leave out those of large ones; macro-F1 counts them alike',
      notes: [`${largest}: ${inWords(most)}, ${smallest}: ${inWords(least)}`],
    }),
  ];
}

function calibrationTooSmall(codes: readonly string[], expected: ExpectedCounts): Finding[] {
  if (!expected.looksAt.includes('calibration')) return [];
  const size = codes.reduce((sum, code) => sum + expected.of(code, 'calibration'), 0);
  if (size >= 2 * leastAccepted) return [];
  const isCarved = expected.carved.includes('calibration');
  const what = `calibration ${isCarved ? 'will have about' : 'has'} ${counted(size, 'ticket')} of a category`;
  const least = `${about(expected, 'calibration')}${Math.ceil((100 * leastAccepted) / size)} %`;
  const message =
    size < leastAccepted
      ? `${what}, too few for a threshold at ${targetError * 100} % error: that takes ${leastAccepted} accepted ones, all of them right`
      : `${what}: a threshold at ${targetError * 100} % error takes ${leastAccepted} accepted ones, all of them right, so ${least} have to be`;
  return [
    statement('calibration_too_small', size, {
      message,
      remedy: `add ${isCarved ? '' : 'calibration '}tickets; without a threshold no ticket is routed unless policy.yaml names one`,
    }),
  ];
}

function outOfTaxonomyMissing(expected: ExpectedCounts, total: number): Finding[] {
  const measured = measuringSplits.filter((split) => expected.looksAt.includes(split));
  const without = measured.filter((split) => expected.hasNone(null, split));
  const scarce = expected.carved.filter((split) => !expected.hasNone(null, split));
  const remedy = `add some of what reaches you and belongs nowhere: how it is recognised is fitted on validation (to ${fewestToFitOutside} or more), counts as errors in calibration, and is measured on test`;
  const missing = statement('no_out_of_taxonomy', without.length, {
    message: `no ticket out of taxonomy (label null) in ${without.join(', ')}`,
    remedy,
  });
  const few = statement('few_out_of_taxonomy', total, {
    message: `${counted(total, 'ticket is', 'tickets are')} out of taxonomy (label null): too few for training to put some in each of ${scarce.join(', ')}`,
    remedy,
  });
  const toFit = measured.includes('validation') ? expected.of(null, 'validation') : fewestToFitOutside;
  const fewToFit = statement('few_out_of_taxonomy', toFit, {
    message: `validation ${expected.carved.includes('validation') ? 'will have about' : 'has'} ${counted(toFit, 'ticket')} out of taxonomy (label null), too few to fit to how such tickets are recognised: that takes ${fewestToFitOutside}`,
    remedy,
  });
  const isUndivided = scarce.some((split) => expected.of(null, split) === 0);
  return [
    ...(without.length > 0 ? [missing] : []),
    ...(isUndivided ? [few] : []),
    ...(!isUndivided && !without.includes('validation') && toFit < fewestToFitOutside ? [fewToFit] : []),
  ];
}
