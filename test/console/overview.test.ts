import { describe, expect, it } from 'vitest';
import { comparisonGaps, missingWords } from '../../service/console/overview/comparison-gaps.ts';
import { coverageOf, funnelSteps } from '../../service/console/overview/funnel-steps.ts';
import { nextSteps } from '../../service/console/overview/next-steps.ts';
import { noAlert } from '../../service/console/overview/no-alert.ts';
import { signalSeries, ticketsIn, volumeSeries } from '../../service/console/overview/trend-series.ts';
import { begunWindows } from '../../service/console/parts/incomplete-window.ts';
import { ticketTrend } from '../../service/console/parts/ticket-trend.ts';
import { compareReports } from '../../service/review/report/compare.ts';
import { label, population } from '../review/support/facts.ts';
import { reportOf } from './fixtures.ts';

const report = reportOf({
  population: [
    population({ choice: 'PAY', n: 60, sampled: 6 }),
    population({ choice: 'ACCESS', outcome: 'frontier', n: 20, sampled: 2 }),
    population({ choice: 'PAY', outcome: 'review', reason: 'frontier_unavailable', n: 20 }),
  ],
  labels: [
    label({ choice: 'PAY', truth: 'ACCESS', n: 2 }),
    label({ choice: 'PAY', truth: 'PAY', n: 2 }),
    label({ choice: 'PAY', outcome: 'review', truth: 'PAY', n: 5 }),
  ],
  rejected: 1,
});

describe('the overview', () => {
  it('tells calm from too little history to compare, and from windows that are all reference', () => {
    const titleAfter = (days: number, n = 30) => {
      const windows = Array.from({ length: days }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i)));
      const facts = windows.map((_, window) => population({ window, n: window < 5 ? 30 : n }));
      return noAlert(reportOf({ windows, population: facts }).drift).title;
    };
    expect(titleAfter(4)).toBe('Too little history to compare');
    expect(titleAfter(5)).toBe('Too early to tell');
    expect(titleAfter(6, 29)).toBe('Too early to tell');
    expect(titleAfter(6)).toBe('No drift');
  });

  it('leads from what was consumed to what a person moved', () => {
    const steps = Object.fromEntries(funnelSteps(report.funnel).map(({ id, tickets }) => [id, tickets]));
    expect(steps).toMatchObject({ consumed: 100, model: 60, frontier: 20, review: 20, reviewed: 5, corrected: 2 });
    expect(coverageOf(report.funnel)).toBe(0.8);
    expect(funnelSteps(report.funnel)[0]?.note).toBe('1 more message could not be read');
    expect(funnelSteps(report.funnel).at(-1)?.filters).toEqual({ corrected: 'true' });
  });

  it('when one ticket or very many are told of, then it says so in the singular or with separators', () => {
    const notesOf = (n: number, escalatedPending: number) => {
      const facts = [population({ choice: 'PAY', outcome: 'review', reason: 'frontier_unavailable', n })];
      const { funnel } = reportOf({ population: facts, escalatedPending });
      return [
        ...funnelSteps(funnel).map(({ note }) => note),
        ...nextSteps(reportOf({ population: facts })).map(({ title }) => title),
      ];
    };
    expect(notesOf(1, 1)).toEqual(expect.arrayContaining(['1 is being asked about', '1 waits']));
    expect(notesOf(12_345, 2)).toEqual(
      expect.arrayContaining([
        '2 are being asked about',
        '12,345 wait',
        'Settle 12,345 tickets of this period that the machine left to people',
        '12,345 tickets could not be put to the frontier model',
      ]),
    );
  });

  it('has no share of nothing', () => {
    const empty = reportOf({}).funnel;
    expect(coverageOf(empty)).toBeNull();
    expect(funnelSteps(empty).every(({ share }) => share === 0)).toBe(true);
  });

  it('says what to do next: audits, reviews, the worst pair, a frontier model that is missing', () => {
    const steps = nextSteps(report);
    expect(steps.map(({ id }) => id)).toEqual(['audits', 'reviews', 'pair', 'frontier']);
    expect(steps[0]).toMatchObject({
      title: 'Read 4 audit tickets of this period',
      because: 'The accuracy rests on 4 audited tickets; each more narrows its interval.',
      path: '/review',
      search: { only: 'audit' },
    });
    expect(steps[2]?.path).toBe('/misclassifications/PAY/ACCESS');
  });

  it('when only unasked corrections were read, then no accuracy is said to rest on them', () => {
    const unasked = label({ choice: 'PAY', truth: 'ACCESS', basis: 'unasked', n: 3 });
    const steps = nextSteps(reportOf({ population: [population({ n: 60, sampled: 6 })], labels: [unasked] }));
    expect(steps[0]).toMatchObject({
      id: 'audits',
      because: 'No audited ticket has been read, so no accuracy is known.',
    });
  });

  it('when the worst pair is of tickets that were held as out of taxonomy, then it is named so, and confirmed ones are none', () => {
    const held = { outcome: 'review' as const, choice: null, reason: 'out_of_taxonomy' };
    const stepsOf = (truth: string | null) =>
      nextSteps(reportOf({ population: [population({ ...held, n: 4 })], labels: [label({ ...held, truth, n: 4 })] }));
    expect(stepsOf('PAY')).toMatchObject([
      { id: 'pair', title: 'Worst pair: no category for PAY', path: '/misclassifications/none/PAY' },
    ]);
    expect(stepsOf(null)).toEqual([]);
  });

  it('says of a group of tickets outside the taxonomy among how many it was found', () => {
    const unplaced = ['a', 'b', 'c'].map((id) => ({
      ...{ eventId: id, ticketId: id, revision: 1, subject: null, excerpt: null, confidence: null },
      text: 'accountant job, my CV is attached',
    }));
    const because = (unplacedCount: number) => nextSteps(reportOf({ unplaced, unplacedCount }))[0]?.because;
    expect(because(3)).toBe('3 tickets about it belong to no category.');
    expect(because(1240)).toBe('Of the latest 3 tickets that belong to no category, 3 are about it.');
  });

  it('has nothing to do where nothing waits', () => {
    expect(nextSteps(reportOf({}))).toEqual([]);
  });

  it('when reviews count for no category, then they are in their window all the same, apart from the others', () => {
    const held = { choice: null, outcome: 'review' as const };
    const facts = [
      population({ n: 5 }),
      population({ outcome: 'review', reason: 'low_confidence', n: 4 }),
      population({ ...held, reason: 'no_text', n: 1 }),
      population({ ...held, reason: 'out_of_taxonomy', n: 2 }),
    ];
    const series = volumeSeries(reportOf({ population: facts, escalatedPending: 4 }));
    expect(series).toMatchObject([{ routed: 5, reviewed: 4, withoutCategory: 3 }]);
    expect(series.map(ticketsIn)).toEqual([12]);
    expect(volumeSeries(report)).toMatchObject([{ routed: 80, reviewed: 20, withoutCategory: 0 }]);
  });

  it('shows a window that is not over, and says so', () => {
    const windows = [1, 2, 3].map((n) => new Date(Date.UTC(2026, 0, n)));
    const madeAt = (generatedAt: string, to = generatedAt) => {
      const period = { from: windows[0] as Date, to: new Date(to) };
      return { ...reportOf({ windows, population: [population({ window: 2, n: 7 })], period }), generatedAt };
    };
    const running = madeAt('2026-01-03T10:00:00Z');
    expect(volumeSeries(running).map(({ routed, isIncomplete }) => [routed, isIncomplete])).toEqual([
      [0, false],
      [0, false],
      [7, true],
    ]);
    const over = madeAt('2026-01-04T00:00:00Z');
    expect(volumeSeries(over).some(({ isIncomplete }) => isIncomplete)).toBe(false);
    const trendOf = (given: typeof over) =>
      ticketTrend(given.categories.find(({ code }) => code === 'PAY')?.trend ?? [], given);
    expect(trendOf(running)).toMatchObject({ tickets: [0, 0, 7], words: 'at most 7 a window, last 7 so far' });
    expect(trendOf(over).words).toBe('at most 7 a window, last 7');
    const untilTonight = madeAt('2026-01-03T10:00:00Z', '2026-01-04T00:00:00Z');
    expect(volumeSeries(untilTonight)).toEqual(volumeSeries(running));
    expect(trendOf(untilTonight)).toEqual(trendOf(running));
  });

  it('when the days of a period are still to come, then their windows are not there yet', () => {
    const windows = [1, 2, 3, 4].map((n) => ({ start: `2026-01-0${n}T00:00:00Z` }));
    const begunAt = (generatedAt: string) => {
      const period = { from: '2026-01-01T00:00:00Z', to: '2026-01-05T00:00:00Z' };
      const { begun, isLastIncomplete } = begunWindows(windows, { period, generatedAt });
      return [begun.length, isLastIncomplete];
    };
    expect(begunAt('2026-01-02T07:00:00Z')).toEqual([2, true]);
    expect(begunAt('2026-01-03T00:00:00Z')).toEqual([2, false]);
    expect(begunAt('2026-01-01T07:00:00Z')).toEqual([1, true]);
    expect(begunAt('2026-02-01T00:00:00Z')).toEqual([4, false]);
    expect(begunAt('2025-12-31T00:00:00Z')).toEqual([0, false]);
  });

  it('knows of a window that stands alone whether it is over: none is shorter than an hour', () => {
    const windows = [{ start: '2026-01-01T10:00:00Z' }];
    const isIncomplete = (generatedAt: string, given = windows) => {
      const period = { from: '2026-01-01T10:00:00Z', to: generatedAt };
      return begunWindows(given, { period, generatedAt }).isLastIncomplete;
    };
    expect(isIncomplete('2026-01-01T10:20:00Z')).toBe(true);
    expect(isIncomplete('2026-01-01T11:00:00Z')).toBe(false);
    expect(isIncomplete('2026-01-01T11:00:00Z', [])).toBe(false);
  });

  it('cuts the expected range of a share to what a share can be', () => {
    const window = {
      start: '2026-01-01T00:00:00Z',
      n: 5,
      value: 0.2,
      low: -0.1,
      high: 1.2,
      compared: false,
      alert: false,
    };
    expect(signalSeries({ windows: [window, { ...window, n: 0 }] })).toEqual([
      { start: window.start, value: 0.2, expected: [0, 1], alert: false },
    ]);
  });
});

describe('a comparison with little data', () => {
  const model = (version: string, facts: Parameters<typeof reportOf>[0]) => ({
    ...reportOf(facts),
    modelVersion: version,
  });
  const none = model('1.0', {});
  const unread = model('2.0', { population: [population({ choice: 'PAY', n: 60 })] });
  const read = (n: number) =>
    model('2.0', {
      population: [population({ choice: 'PAY', n: 60 })],
      labels: [label({ choice: 'PAY', truth: 'PAY', n })],
    });
  const textsOf = (...given: Parameters<typeof compareReports>) =>
    comparisonGaps(compareReports(...given)).map(({ text, remedy }) => `${text} ${remedy}`);

  it('says of each side what is missing, and what to do', () => {
    expect(textsOf(none, unread)).toEqual([
      'Before: no ticket was decided, so there is nothing to compare. other_sides',
      'After: no audited ticket has been read, so no accuracy is known. read_audits',
    ]);
    const reviews = { population: [population({ choice: 'PAY', outcome: 'review', reason: 'low_confidence', n: 3 })] };
    expect(textsOf(model('1.0', reviews), read(1))).toEqual([
      'Before: all tickets were left to people, so no accuracy is known. other_sides',
      'After: the accuracy rests on 1 audited ticket, so that only a great difference would show. read_audits',
    ]);
    expect(textsOf(none, none)).toEqual(['No ticket was decided on either side. other_sides']);
    expect(textsOf({ ...read(40), modelVersion: '1.0' }, read(30))).toEqual([]);
  });

  it('when both sides are one and the same, then it says so', () => {
    const { period } = read(40);
    // Without an end of its own each side ends where it was asked for.
    const later = new Date(Date.parse(period.to) + 20).toISOString();
    const same = { ...read(40), period: { ...period, to: later } };
    expect(textsOf(read(40), same)).toEqual(['Both sides are the same days and the same model, 2.0. other_sides']);
    const other = { ...same, period: { ...period, from: '2025-01-01T00:00:00.000Z' } };
    expect(textsOf(other, read(40))).toEqual([]);
  });

  it('when a rate has no difference, then the side is named that lacks tickets', () => {
    const estimate = (value: number | null, labelled: number) => ({ estimate: value, low: 0, high: 1, labelled });
    const words = [
      [estimate(null, 0), estimate(0.9, 40)],
      [estimate(0.9, 40), estimate(null, 2)],
      [estimate(null, 0), estimate(null, 0)],
      [estimate(null, 0), estimate(null, 2)],
    ].map(([before, after]) => missingWords({ before, after } as Parameters<typeof missingWords>[0]));
    expect(words).toEqual(['before: none read', 'after: not known', 'none read', 'not known']);
  });
});
