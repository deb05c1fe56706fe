import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asProblem, problemOf } from '../../service/console/api/problem.ts';
import { queryString } from '../../service/console/api/query-string.ts';
import { auditFilters, exportedPeriod } from '../../service/console/audit-log/audit-filters.ts';
import { boundaryRules } from '../../service/console/misclassifications/boundary-rules.ts';
import {
  bound,
  estimated,
  estimatedTickets,
  interval,
  percent,
  plural,
  points,
  shortPercent,
  spokenEstimate,
  usd,
  usdAlike,
} from '../../service/console/parts/format.ts';
import { offered } from '../../service/console/parts/offered.ts';
import { pairAddress } from '../../service/console/parts/pair-address.ts';
import { readSort, sortedBy, writeSort } from '../../service/console/parts/sort-rows.ts';
import { sparkPath } from '../../service/console/parts/spark-path.ts';
import { visiblePieces } from '../../service/console/parts/visible-characters.ts';
import { rulesOf } from '../../service/console/taxonomy/category-facts.ts';
import { decisionFilters } from '../../service/console/ticket/decision-filters.ts';

describe('numbers', () => {
  it('never round a share to 0 or 100 % that is not', () => {
    expect(percent(0.9996)).toBe('99.96\u202f%');
    expect(percent(0.0004)).toBe('0.04\u202f%');
    expect(percent(1)).toBe('100.0\u202f%');
    expect([percent(0.99996), percent(0.9975, 0), percent(0.00001, 0)]).toEqual([
      '99.996\u202f%',
      '99.8\u202f%',
      '0.001\u202f%',
    ]);
    expect(interval({ low: 0.0004, high: 0.99999 })).toBe('0.04–99.999\u202f%');
    expect(interval({ low: 0, high: 1 })).toBe('0.0–100.0\u202f%');
    const shares = fc.double({ min: 1e-11, max: 1 - 1e-11, noNaN: true });
    fc.assert(
      fc.property(shares, fc.integer({ min: 0, max: 2 }), (share, digits) => {
        expect(percent(share, digits)).not.toMatch(/^(?:0(?:[.]0*)?|100(?:[.]0*)?)\u202f%$/);
      }),
    );
  });

  it('in tables have one digit, and are never 0 or 100 % that are not', () => {
    const shares = [0.5, 0.99, 0.9994, 0.99998, 0.0004, 1, 0];
    expect(shares.map(shortPercent)).toEqual(['50.0 %', '99.0 %', '>99.9 %', '>99.9 %', '<0.1 %', '100.0 %', '0.0 %']);
  });

  it('that differ only where nobody reads are under or over what is written', () => {
    expect([percent(1e-9), percent(1 - 1e-9)]).toEqual(['<0.0001\u202f%', '>99.9999\u202f%']);
    expect(percent(0.1 + 0.2 + 0.7 - 1e-16)).toBe('100.0\u202f%');
  });

  it('that were chosen have the digits that they have', () => {
    expect([0, 0.985, 0.99, 0.9925, 1].map(bound)).toEqual([
      '0\u202f%',
      '98.5\u202f%',
      '99\u202f%',
      '99.25\u202f%',
      '100\u202f%',
    ]);
  });

  it('show small money with the digits that matter', () => {
    expect(usd(0.0029)).toBe('$0.0029');
    expect(usd(1.5)).toBe('$1.50');
    expect(usd(0)).toBe('$0.00');
  });

  it('when a sum is less than they can show, then it is under what is written and not nothing', () => {
    expect([0.00003, 0.00007].map(usd)).toEqual(['<$0.0001', '$0.0001']);
    expect([0.00003, 0].map(usdAlike([0.00003, 0]))).toEqual(['<$0.0001', '$0.0000']);
  });

  it('have as many digits as the smallest sum of their column, none of which says nothing', () => {
    expect([0.11, 0.0648, 0].map(usdAlike([0.11, 0.0648, 0, null]))).toEqual(['$0.1100', '$0.0648', '$0.0000']);
    expect([2, 0].map(usdAlike([2, 0, null]))).toEqual(['$2.00', '$0.00']);
  });

  it('have a real minus and no sign at zero', () => {
    expect([points(0.012), points(-0.012), points(0.0001)]).toEqual(['+1.2', '−1.2', '±0.0']);
  });

  it('when they are rounded to one, then they are one, and an estimate of less than a half is not none', () => {
    expect([1, 1.3, 0.7, 0, 2].map((n) => plural(n, 'ticket'))).toEqual([
      ...['1 ticket', '1 ticket', '1 ticket', '0 tickets', '2 tickets'],
    ]);
    expect([0, 0.3, 0.5, 1.3, 1.5].map(estimatedTickets)).toEqual([
      ...['0 tickets', '<1 ticket', '1 ticket', '1 ticket', '2 tickets'],
    ]);
    expect(estimated(12_345)).toBe('12,345');
  });

  it('are said with their interval', () => {
    expect(spokenEstimate({ estimate: 0.98, low: 0.96, high: 0.99, labelled: 120 })).toBe(
      '98.0\u202f%, 95 % interval 96.0\u202f% to 99.0\u202f%, 120 tickets read',
    );
    const unknown = { estimate: null, low: 0, high: 1 };
    expect(spokenEstimate({ ...unknown, labelled: 0 })).toBe('unknown, 0 tickets read');
    expect(spokenEstimate({ ...unknown, labelled: 2 })).toBe('unknown by the 2 tickets read');
  });
});

describe('texts of strangers', () => {
  it('have their hidden characters shown, and lose nothing else', () => {
    expect(visiblePieces('pay \u202e50\u202c now')).toEqual([
      { kind: 'text', text: 'pay ' },
      { kind: 'hidden', codePoint: '202E', name: 'right-to-left override' },
      { kind: 'text', text: '50' },
      { kind: 'hidden', codePoint: '202C', name: 'end of a direction' },
      { kind: 'text', text: ' now' },
    ]);
  });

  it('keep the joiners that Persian and emoji need, and line breaks', () => {
    expect(visiblePieces('می\u200cخواهم 👩\u200d💻\n')).toHaveLength(1);
  });

  it('may hold half a character', () => {
    expect(visiblePieces('a\ud83d')).toEqual([{ kind: 'text', text: 'a\ufffd' }]);
  });
});

describe('tables', () => {
  const rows = [{ v: 2 }, { v: null }, { v: 10 }];

  it('sort numbers as numbers, and put what is unknown last both ways', () => {
    expect(sortedBy(rows, ({ v }) => v, 'ascending').map(({ v }) => v)).toEqual([2, 10, null]);
    expect(sortedBy(rows, ({ v }) => v, 'descending').map(({ v }) => v)).toEqual([10, 2, null]);
  });

  it('keep their order in the URL', () => {
    expect(readSort(writeSort({ column: 'volume', direction: 'descending' }))).toEqual({
      column: 'volume',
      direction: 'descending',
    });
    expect(readSort('')).toBeNull();
  });

  it('draw a trend with a gap where nothing is known', () => {
    const { line } = sparkPath([1, null, 3, 2], { width: 30, height: 10 });
    expect(line.match(/M/g)).toHaveLength(2);
    expect(sparkPath([0, 0], { width: 30, height: 10 }).line).not.toContain('NaN');
    expect(sparkPath([], { width: 30, height: 10 })).toEqual({ line: '', area: '' });
  });
});

describe('an exported period', () => {
  it('is read from the audit log, whatever else it has', () => {
    const [from, to] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];
    expect(exportedPeriod(`${from} to ${to}`)).toEqual({ from, to });
    expect(exportedPeriod('')).toBeNull();
    expect(exportedPeriod(`${from} to ever`)).toBeNull();
  });
});

describe('addresses', () => {
  it('survive codes of any characters', () => {
    expect(pairAddress('A/B', null)).toBe('/misclassifications/A%2FB/none');
    expect(queryString({ a: 'x&y', b: undefined, c: '', d: 0 })).toBe('?a=x%26y&d=0');
  });

  it('of lists keep only filters that the API knows', () => {
    const parameters = new URLSearchParams('outcome=review&reason=nonsense&wrong=maybe&choice=PAY&labelled=true');
    expect(decisionFilters(parameters)).toEqual({ outcome: 'review', choice: 'PAY', labelled: 'true' });
    expect(decisionFilters(new URLSearchParams('outcome=toString&corrected=maybe&words=%20'))).toEqual({});
    expect(decisionFilters(new URLSearchParams('corrected=true&words=%20refund+twice'))).toEqual({
      corrected: 'true',
      words: 'refund twice',
    });
    expect(auditFilters(new URLSearchParams('action=correct&who=%20ana%20'))).toEqual({
      action: 'correct',
      who: 'ana',
    });
    expect(auditFilters(new URLSearchParams('action=toString&who=%20'))).toEqual({});
  });
});

describe('a choice', () => {
  const options = [
    { id: '', label: 'Any choice' },
    { id: 'PAY', label: 'PAY · Payments' },
  ];

  it('when an address names what is not offered any more, then it has that all the same', () => {
    expect(offered(options, 'OLD')).toEqual([...options, { id: 'OLD', label: 'OLD' }]);
    expect([offered(options, 'PAY'), offered(options, ''), offered([], '')]).toEqual([options, options, []]);
  });
});

describe('problems', () => {
  it('say what, where and how to mend it, whatever came', () => {
    const problem = problemOf(409, {
      title: 'Stale',
      code: 'CORRECTION_STALE',
      detail: 'tom said PAY',
      remedy: 'look again',
    });
    expect(problem).toMatchObject({ message: 'Stale', status: 409, code: 'CORRECTION_STALE', remedy: 'look again' });
    expect(problemOf(502, '<html>')).toMatchObject({ message: 'The server answered 502', code: null });
    expect(asProblem('odd').message).toBe('odd');
  });
});

describe('the boundary between two categories', () => {
  const category = (code: string, excludes: { when: string; goesTo: string }[]) => ({
    ...{ code, name: code, definition: '', includes: [], excludes, examples: [], routed: 0, reviewed: 0 },
    route: { queue: '', priority: 'P2', firstResponseMinutes: 60, team: '' },
  });
  const taxonomy = {
    categories: [
      category('PAY', [
        { when: 'sign-in fails first (H2)', goesTo: 'ACCESS' },
        { when: 'a reader is broken', goesTo: 'TERMINAL' },
      ]),
      category('ACCESS', []),
    ],
    houseRules: [
      { id: 'H1', when: 'a reader', goesTo: 'TERMINAL', because: '' },
      { id: 'H2', when: 'both at once', goesTo: 'ACCESS', because: 'it comes first' },
    ],
  };

  it('is what either excludes for the other, and the house rules cited there', () => {
    expect(boundaryRules(taxonomy, 'ACCESS', 'PAY')).toMatchObject([
      { kind: 'exclusion', from: 'PAY', goesTo: 'ACCESS' },
      { kind: 'house_rule', id: 'H2', because: 'it comes first' },
    ]);
    expect(boundaryRules(taxonomy, 'ACCESS', 'TERMINAL')).toEqual([]);
  });

  it.each(['not “PAY”', 'PAY/ACCESS', 'PAY?', "PAY's own", 'not PAY-IN'])(
    'when a house rule says %s, then it decides between them if the category’s page has it too',
    (when) => {
      const given = { ...taxonomy, houseRules: [{ id: 'H1', when, goesTo: 'TERMINAL', because: '' }] };
      const { from } = rulesOf(given.houseRules, category('PAY', []));
      const between = boundaryRules(given, 'PAY', 'TERMINAL').filter(({ kind }) => kind === 'house_rule');
      expect(from.map(({ id }) => id)).toEqual(when === 'not PAY-IN' ? [] : ['H1']);
      expect(between.map(({ id }) => id)).toEqual(from.map(({ id }) => id));
    },
  );
});
