import { type CheckedTicket, measuringSplits } from './checked-ticket.ts';
import { type ExpectedCounts, expectedCounts } from './expected-counts.ts';
import { counted, example, type Finding, finding, inWords, statement } from './finding.ts';

const fewToLearnFrom = 10;
const fewToMeasureWith = 5;
const mostUneven = 10;
/** What a threshold is released for, and how sure it has to be. */
const [targetError, level] = [0.02, 0.95];
/** So many accepted tickets, all of them right, show an error of at most the target. */
const leastAccepted = Math.ceil(Math.log(1 - level) / Math.log1p(-targetError));

/** Whether there are enough tickets of each category, and of none, to learn from and to measure with. */
export function categoryFindings(tickets: readonly CheckedTicket[], codes: readonly string[]): Finding[] {
  const expected = expectedCounts(tickets);
  const total = new Map(codes.map((code) => [code, tickets.filter(({ label }) => label === code).length]));
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
    ...outOfTaxonomyMissing(expected),
  ];
}

/** Where training divides, nobody knows yet how many a split gets. */
const about = ({ carved }: ExpectedCounts): string => (carved.length > 0 ? 'about ' : '');

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
    show: (code) => example([], `${code}: ${about(expected)}${countOf(code)}`),
  });
}

function fewInMeasuring(seen: readonly string[], expected: ExpectedCounts): Finding[] {
  const measured = measuringSplits.filter((split) => expected.looksAt.includes(split));
  const leastOf = (code: string) => Math.min(...measured.map((split) => expected.of(code, split)));
  const few = fewestFirst(seen, leastOf).filter((code) => leastOf(code) < fewToMeasureWith);
  const show = (code: string) => {
    const short = measured.filter((split) => expected.of(code, split) < fewToMeasureWith);
    return example(
      [],
      `${code}: ${about(expected)}${short.map((split) => `${expected.of(code, split)} in ${split}`).join(', ')}`,
    );
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
  const message =
    size < leastAccepted
      ? `${what}, too few for a threshold at ${targetError * 100} % error: that takes ${leastAccepted} accepted ones, all of them right`
      : `${what}: a threshold at ${targetError * 100} % error takes ${leastAccepted} accepted ones, all of them right, so ${Math.round((100 * leastAccepted) / size)} % have to be`;
  return [
    statement('calibration_too_small', size, {
      message,
      remedy: 'add calibration tickets; without a threshold no ticket is routed unless policy.yaml names one',
    }),
  ];
}

function outOfTaxonomyMissing(expected: ExpectedCounts): Finding[] {
  const measured = measuringSplits.filter((split) => expected.looksAt.includes(split));
  const without = measured.filter((split) => expected.of(null, split) === 0);
  if (without.length === 0) return [];
  return [
    statement('no_out_of_taxonomy', without.length, {
      message: `no ticket out of taxonomy (label null) in ${without.join(', ')}`,
      remedy:
        'add some of what reaches you and belongs nowhere: how well it is recognised is fitted on calibration and measured on test',
    }),
  ];
}
