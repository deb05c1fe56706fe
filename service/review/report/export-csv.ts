import type { csvTables } from '../../contracts/api-reports.ts';
import type { Estimate, MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { showHidden } from '../../printed-page/show-hidden.ts';
import { rankedPairs } from './pairs.ts';

export type CsvTable = (typeof csvTables)[number];

type Cell = string | number | null;

/** Without it Excel reads a file in the encoding of its computer. */
const byteOrderMark = '\ufeff';

/** One table of the report as CSV (RFC 4180, UTF-8 with a byte order mark). */
export function exportCsv(report: MisclassificationReport, table: CsvTable): string {
  const [header, ...rows] = tableOf(report, table);
  return byteOrderMark + [header as Cell[], ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/**
 * A spreadsheet runs a cell that begins like a formula, even a quoted one, and some drop leading white space or read
 * full-width signs; an apostrophe in front makes it text. Numbers of ours are written as they are.
 */
function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = showHidden(value);
  const safe = /^[\s'"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function tableOf(report: MisclassificationReport, table: CsvTable): Cell[][] {
  switch (table) {
    case 'categories':
      return [
        ['code', 'name', 'routed', 'reviewed', ...['precision', 'recall', 'end_to_end_recall'].flatMap(intervalHeader)],
        ...report.categories.map((c) => [
          c.code,
          c.name,
          c.routed,
          c.reviewed,
          ...interval(c.precision),
          ...interval(c.recall),
          ...interval(c.endToEndRecall),
        ]),
      ];
    case 'confusion':
      return [
        ['first_choice', 'belongs_to', 'routed_estimate', 'routed_low', 'routed_high', 'reviewed_estimate', 'observed'],
        ...report.confusion.map(({ predicted, truth, routed, reviewed, observed }) => [
          predicted,
          truth,
          routed.estimate,
          routed.low,
          routed.high,
          reviewed.estimate,
          observed,
        ]),
      ];
    case 'pairs': {
      // All of them; only the worst are split.
      const splits = new Map(report.pairs.map(({ predicted, truth, split }) => [keyOf(predicted, truth), split]));
      return [
        [
          'first_choice',
          'belongs_to',
          'estimated',
          'observed',
          'model_error',
          'suspected_label_error',
          'overlapping_definitions',
        ],
        ...rankedPairs(report.confusion).map(({ predicted, truth, estimated, observed }) => {
          const split = splits.get(keyOf(predicted, truth));
          const kinds = [split?.model_error, split?.suspected_label_error, split?.overlapping_definitions];
          return [predicted, truth, estimated, observed, ...kinds.map((n) => n ?? null)];
        }),
      ];
    }
    case 'tickets':
      return [
        [
          ...['ticket', 'revision', 'subject', 'first_choice', 'belongs_to', 'confidence', 'kind', 'because'],
          // Of a pair with many tickets only the latest are listed, and a file should not be taken for all.
          ...['pair_listed', 'pair_observed'],
        ],
        ...report.pairs.flatMap(({ predicted, truth, observed, tickets }) =>
          tickets.map((t) => [
            ...[t.ticketId, t.revision, t.subject, predicted, truth, t.confidence, t.kind, t.because],
            ...[tickets.length, observed],
          ]),
        ),
      ];
    case 'calibration':
      return [
        ['from', 'to', 'tickets', 'mean_confidence', ...intervalHeader('accuracy')],
        ...report.reliability.bins.map((b) => [b.from, b.to, b.tickets, b.meanConfidence, ...interval(b.accuracy)]),
      ];
    case 'drift':
      return [
        ['metric', 'category', 'window', 'tickets', 'value', 'low', 'high', 'alert', 'compared'],
        ...report.drift.signals.flatMap(({ metric, category, windows }) =>
          windows.map((w) => [
            ...[metric, category, w.start, w.n, w.value, w.low, w.high],
            ...[w.alert ? 'yes' : 'no', w.compared ? 'yes' : 'no'],
          ]),
        ),
      ];
    case 'clusters':
      return [
        ['suggested_name', 'tickets', 'terms', 'grouped', 'out_of_taxonomy'],
        ...report.outOfTaxonomy.clusters.map((c) => [
          ...[c.suggestedName, c.size, c.terms.join(' · ')],
          ...[report.outOfTaxonomy.grouped, report.outOfTaxonomy.tickets],
        ]),
      ];
    default:
      return table satisfies never;
  }
}

const keyOf = (predicted: string | null, truth: string | null): string => JSON.stringify([predicted, truth]);
const intervalHeader = (name: string): string[] => [name, `${name}_low`, `${name}_high`, `${name}_read`];
const interval = ({ estimate, low, high, labelled }: Estimate): Cell[] => [estimate, low, high, labelled];
