import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvTables } from '../../../service/contracts/api-reports.ts';
import type { MisclassificationReport } from '../../../service/contracts/misclassification-report.ts';
import { buildReport } from '../../../service/review/report/build-report.ts';
import { exportCsv } from '../../../service/review/report/export-csv.ts';
import { exportHtml } from '../../../service/review/report/export-html.ts';
import { disagreement, facts, label, population } from '../support/facts.ts';

const context = {
  names: new Map([['PAY', 'Payments']]),
  generatedAt: new Date('2026-02-01T00:00:00Z'),
  examplesOf: () => [],
};

/** A report with this text in every place that a stranger can write to. */
function reportWith(text: string): MisclassificationReport {
  const report = buildReport(
    facts({
      population: [population({})],
      labels: [label({ n: 5 }), label({ truth: 'ACCESS' })],
      disagreements: [disagreement({ ticketId: text, subject: text })],
    }),
    { ...context, names: new Map([['PAY', text]]) },
  );
  const example = { eventId: 'e', ticketId: text, revision: 1, subject: text, excerpt: null, confidence: null };
  const cluster = { suggestedName: text, terms: [text], size: 3, examples: [example] };
  return { ...report, modelVersion: text, outOfTaxonomy: { tickets: 3, grouped: 3, clusters: [cluster] } };
}

/** Reads CSV as a spreadsheet does. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv
    .replace(/^\ufeff/, '')
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('CSV', () => {
  test.each([
    '=HYPERLINK("http://x.example","click")',
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r\n=1',
    ' =1',
    '＝1',
    '"=1',
    "'=1",
    '|calc',
    '%0A=1',
  ])('%j cannot be run by a spreadsheet', (formula) => {
    for (const table of ['tickets', 'categories', 'clusters'] as const) {
      const cells = cellsOf(exportCsv(reportWith(formula), table)).flat();
      const shown = cells.filter((cell) => cell.includes(formula.trim().slice(-2)));
      expect(shown.length).toBeGreaterThan(0);
      for (const cell of shown) expect(cell).toMatch(/^'/);
    }
  });

  test('any text stays in its cell, and numbers stay numbers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const [header, row, ...others] = cellsOf(exportCsv(reportWith(text), 'tickets'));
        expect(header).toEqual([
          'ticket',
          'revision',
          'subject',
          'first_choice',
          'belongs_to',
          'confidence',
          'kind',
          'because',
          'pair_listed',
          'pair_observed',
        ]);
        expect([row?.[1], row?.[3], row?.[5], row?.length, others.length]).toEqual(['1', 'PAY', '0.9', 10, 0]);
      }),
    );
  });

  test('when a spreadsheet opens a table, then it begins with what says that it is UTF-8, and has as many cells in each row', () => {
    for (const table of csvTables) {
      const csv = exportCsv(reportWith('x'), table);
      expect(csv.lastIndexOf('\ufeff')).toBe(0);
      const rows = cellsOf(csv);
      expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    }
  });
});

test('what was held as out of taxonomy has a row in the matrix and a pair of its own, in every export', () => {
  const held = { outcome: 'review' as const, choice: null, reason: 'out_of_taxonomy' };
  const report = buildReport(
    facts({
      population: [population({ ...held, n: 12 })],
      labels: [label({ ...held, truth: null, n: 9 }), label({ ...held, truth: 'PAY', n: 3 })],
      disagreements: [disagreement({ ticketId: 'T-7', predicted: null, truth: 'PAY' })],
    }),
    context,
  );
  expect(
    cellsOf(exportCsv(report, 'confusion'))
      .map((row) => [row[0], row[1], row[6]])
      .slice(1),
  ).toEqual([
    ['', '', '9'],
    ['', 'PAY', '3'],
  ]);
  expect(cellsOf(exportCsv(report, 'pairs')).slice(1)).toEqual([['', 'PAY', '3', '3', '0', '0', '0']]);
  expect(cellsOf(exportCsv(report, 'tickets'))[1]?.slice(0, 5)).toEqual(['T-7', '1', '', '', 'PAY']);
  const page = exportHtml(report);
  expect(page).toContain('<th scope="row">no category</th><td class="wrong">3</td><td class="right">9</td>');
  expect(page).toContain('<h3>no category → PAY</h3>');
});

describe('the page to print', () => {
  const tags = (page: string) => [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
  const plain = exportHtml(reportWith('x'));

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</td></table><iframe>',
    '</style><script>',
    '&lt;script&gt;',
    '`x`',
  ])('%j adds no tag and no attribute', (text) => {
    const page = exportHtml(reportWith(text));
    expect(tags(page)).toEqual(tags(plain));
    expect(page).not.toContain(text);
  });

  test('no text at all changes its tags', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(tags(exportHtml(reportWith(text)))).toEqual(tags(plain));
      }),
      { numRuns: 50 },
    );
  });

  test('it has contents that lead to each part, and the matrix', () => {
    const ids = [...plain.matchAll(/<h2 id="([^"]+)">/g)].map(([, id]) => id);
    const led = [...plain.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(led).toEqual(ids);
    expect(ids).toContain('matrix');
    expect(plain).toMatch(/<th scope="row">PAY<\/th><td class="right">[\d,]+<\/td>/);
    expect(plain).toMatch(/<td class="wrong">(?:&lt;)?\d+<\/td>/);
  });

  test('it says what things are called, times to the minute and limits in per cent', () => {
    const alert = {
      ...{ metric: 'mean_confidence' as const, category: null, start: '2026-01-31T12:00:00.000Z' },
      ...{ value: 0.5, low: 0.8, high: 1.02, categories: [], examples: [] },
    };
    const page = exportHtml({ ...reportWith('x'), drift: { signals: [], alerts: [alert] } });
    expect(page).toContain('made 2026-02-01 00:00</p>');
    for (const cell of ['2026-01-31 12:00', 'Mean confidence', '80.0 % to 100.0 %'])
      expect(page).toContain(`>${cell}</td>`);
    expect(page).not.toMatch(/mean_confidence|review_share|\d{2}:\d{2}:\d{2}/);
  });

  test.each([
    ['whole days', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', '2026-01-01 to 2026-01-31'],
    ['one day', '2026-01-31T01:00:00+01:00', '2026-02-01T00:00:00Z', '2026-01-31 to 2026-01-31'],
    ['hours', '2026-01-01T10:00:00.000Z', '2026-01-31T10:00:00.000Z', '2026-01-01 10:00 to 2026-01-31 10:00'],
    ['all but an end', '2026-01-01T00:00:00.000Z', '2026-02-01T00:01:00.000Z', '2026-01-01 00:00 to 2026-02-01 00:01'],
  ])('when the period is of %s, then it names what it covers', (_, from, to, named) => {
    const page = exportHtml({ ...reportWith('x'), period: { from, to } });
    expect(page).toContain(`<title>Misclassification report ${named}</title>`);
    expect(page).toContain(`<p>${named} · `);
  });

  test('it tells calm from windows that were never compared, and from too short a history', () => {
    const said = (days: number) => {
      const windows = Array.from({ length: days }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i)));
      const counted = facts({ windows, population: windows.map((_, window) => population({ window, n: 30 })) });
      const report = buildReport(counted, { names: new Map(), generatedAt: new Date(0), examplesOf: () => [] });
      return /<h2 id="drift">.*?<p>([^:.]+)/s.exec(exportHtml(report))?.[1];
    };
    expect(said(4)).toBe('Too little history to compare');
    expect(said(5)).toBe('Too early to tell');
    expect(said(6)).toBe('No window left the range of the reference windows');
  });

  test('it runs and loads nothing', () => {
    expect(plain).toContain(`content="default-src 'none'; style-src 'sha256-`);
    expect(plain).not.toMatch(/<script|<link|<img|src=|href="(?!#)/);
  });
});

test('characters that turn text round or hide in it are shown for what they are', () => {
  const report = reportWith('pay \u202e001 now\u2066\u200b\0');
  const page = exportHtml(report);
  for (const output of [page, exportCsv(report, 'tickets')]) {
    expect(output).toContain('pay ⟨U+202E⟩001 now⟨U+2066⟩⟨U+200B⟩⟨U+0000⟩');
    expect(output).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\0]/);
  }
  expect(exportHtml(reportWith('مرحبا'))).toContain('<td dir="auto">مرحبا</td>');
});

describe('a report that lists the latest of many', () => {
  const codes = Array.from({ length: 20 }, (_, i) => `CODE-${i}`);
  const report = buildReport(
    facts({
      population: [population({ outcome: 'review', n: 1000 })],
      labels: [label({ outcome: 'review', truth: 'ACCESS', n: 312 }), ...codes.map((truth) => label({ truth }))],
      disagreements: Array.from({ length: 50 }, (_, i) => disagreement({ ticketId: `T-${i}` })),
      disagreementGroups: [{ example: disagreement({}), n: 312 }],
      unplaced: Array.from({ length: 4 }, (_, i) => ({
        ...{ eventId: `e-${i}`, ticketId: `T-${i}`, revision: 1, subject: null, excerpt: null, confidence: null },
        text: 'my CV for the job',
      })),
      unplacedCount: 1240,
    }),
    context,
  );

  test('says in the page of how many, counts all, and that other pairs are confused, too', () => {
    const page = exportHtml(report);
    expect(page).toContain('312 seen: 312 model error');
    expect(page).toContain('Listed are the latest 50 of the 312.');
    expect(page).toContain('The 12 worst of 21 pairs.');
    expect(page).toContain('1,240 tickets belong to no category. The groups are of the latest 4.');
  });

  test('says so in each row of the CSV, whose pairs are all there', () => {
    const [, ticket] = cellsOf(exportCsv(report, 'tickets'));
    expect(ticket?.slice(-2)).toEqual(['50', '312']);
    const [, cluster] = cellsOf(exportCsv(report, 'clusters'));
    expect(cluster?.slice(-2)).toEqual(['4', '1240']);
    const [, ...pairs] = cellsOf(exportCsv(report, 'pairs'));
    expect(pairs.map((row) => row[1]).sort()).toEqual(['ACCESS', ...codes].sort());
    expect(pairs.filter((row) => row[4] === '')).toHaveLength(9);
    expect(pairs.find((row) => row[1] === 'ACCESS')?.slice(3)).toEqual(['312', '312', '0', '0']);
  });
});

test('a page that holds all says nothing of the latest', () => {
  expect(exportHtml(reportWith('x'))).not.toMatch(/latest|worst/);
});

test('a subject of 1 MB is exported as it is', () => {
  const long = 'a <b> '.repeat(170_000);
  expect(exportHtml(reportWith(long)).length).toBeGreaterThan(long.length);
  expect(cellsOf(exportCsv(reportWith(long), 'tickets'))[1]?.[2]).toBe(long);
});
