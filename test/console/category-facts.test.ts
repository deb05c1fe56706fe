import { describe, expect, it } from 'vitest';
import {
  boundariesTo,
  neighboursOf,
  rateNotes,
  ratesByCode,
  rulesOf,
} from '../../service/console/taxonomy/category-facts.ts';
import type { TaxonomyView } from '../../service/contracts/api-taxonomy.ts';
import type { ConfusionCell } from '../../service/contracts/misclassification-report.ts';
import { reportOf } from './fixtures.ts';

const category = (code: string, excludes: { when: string; goesTo: string }[] = []) =>
  ({
    ...{ code, name: `${code}'s name`, definition: '', includes: [], excludes, examples: [], routed: 0, reviewed: 0 },
    route: { queue: 'q', priority: 'P2', firstResponseMinutes: 60, team: 'Money' },
  }) satisfies TaxonomyView['categories'][number];
const rule = (id: string, when: string, goesTo: string) => ({ id, when, goesTo, because: '' });

describe('the rules of a category', () => {
  it('are those that send tickets there, and those that it cites or that name it', () => {
    const rules = [
      rule('H1', 'a wallet fails', 'PAY'),
      rule('H2', 'a reader is broken', 'TERMINAL'),
      rule('H12', 'a plug-in fails', 'DEV'),
      rule('H3', 'inside PAY-IN nothing holds', 'DEV'),
      rule('H4', 'it is not PAY', 'ACCESS'),
    ];
    const pay = category('PAY', [{ when: 'a plug-in fails (H12)', goesTo: 'DEV' }]);
    const { to, from } = rulesOf(rules, pay);
    expect(to.map(({ id }) => id)).toEqual(['H1']);
    expect(from.map(({ id }) => id)).toEqual(['H12', 'H4']);
  });

  it('when a code has spaces or signs, then it is found all the same', () => {
    const rules = [rule('H1', 'a card (not Card & PIN) is lost', 'DEV'), rule('H2', 'a Card & PINs', 'DEV')];
    expect(rulesOf(rules, category('Card & PIN')).from.map(({ id }) => id)).toEqual(['H1']);
  });
});

describe('the boundaries to a category', () => {
  it('are drawn by the others', () => {
    const categories = [
      category('PAY', [{ when: 'nobody can sign in', goesTo: 'ACCESS' }]),
      category('ACCESS', [{ when: 'the payout is late', goesTo: 'PAY' }]),
    ];
    expect(boundariesTo(categories, 'PAY')).toEqual([
      { from: 'ACCESS', name: "ACCESS's name", when: 'the payout is late' },
    ]);
  });
});

describe('the rates of categories', () => {
  const data = reportOf({});

  it('when those of another period stand in for them, then they are not known yet', () => {
    expect(ratesByCode({ data, isPlaceholderData: true }).size).toBe(0);
    expect(ratesByCode({ data: undefined, isPlaceholderData: false }).size).toBe(0);
    expect(ratesByCode({ data, isPlaceholderData: false }).get('PAY')).toMatchObject({ code: 'PAY' });
  });
});

describe('what the rates of a category rest on', () => {
  const rate = (estimate: number | null, labelled: number) => ({ estimate, low: 0, high: 1, labelled });

  it('is for the precision what was routed there, and for the recall all categories: what is missed lies in the others', () => {
    expect(rateNotes({ precision: rate(0.9, 12), recall: rate(0.8, 340) })).toEqual({
      precision: 'of those routed here; 12 tickets read',
      recall: 'of those that belong here; 340 tickets of all categories read',
    });
  });

  it('when there is no rate, then it is left to the rate to say why', () => {
    expect(rateNotes({ precision: rate(null, 0), recall: rate(null, 2) })).toEqual({
      precision: 'of those routed here',
      recall: 'of those that belong here',
    });
  });
});

describe('what a category is confused with', () => {
  const total = (estimate: number) => ({ estimate, low: 0, high: 2 * estimate });
  const cell = (predicted: string | null, truth: string | null, routed: number, observed = 0): ConfusionCell => ({
    ...{ predicted, truth, observed },
    ...{ routed: total(routed), reviewed: total(1) },
  });

  it('is both what it takes and what it loses, worst first, what was right left out', () => {
    const confusion = [cell('PAY', 'PAY', 90), cell('PAY', 'DEV', 3), cell('DEV', 'PAY', 7), cell('DEV', 'ACCESS', 50)];
    const found = neighboursOf({ confusion: [...confusion, cell('PAY', null, 5)] }, 'PAY');
    expect(found.map(({ predicted, truth, estimated }) => [predicted, truth, estimated])).toEqual([
      ['DEV', 'PAY', 8],
      ['PAY', null, 6],
      ['PAY', 'DEV', 4],
    ]);
    expect(found[0]).toMatchObject({ low: 0, high: 16 });
  });

  it('is also "no category", where its tickets were held as out of taxonomy', () => {
    const confusion = [cell(null, 'PAY', 3), cell(null, null, 30), cell(null, 'DEV', 9)];
    expect(neighboursOf({ confusion }, 'PAY').map(({ predicted, truth }) => [predicted, truth])).toEqual([
      [null, 'PAY'],
    ]);
  });

  it('leaves out what is worth nothing, unless people saw it', () => {
    const none = { estimate: 0, low: 0, high: 0 };
    const confusion = [
      { ...cell('PAY', 'DEV', 0), reviewed: none },
      { ...cell('PAY', 'ACCESS', 0, 1), reviewed: none },
    ];
    expect(neighboursOf({ confusion }, 'PAY').map(({ truth }) => truth)).toEqual(['ACCESS']);
  });
});
