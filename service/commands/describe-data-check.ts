import type { Split } from '../data-check/checked-ticket.ts';
import { counted, type Example, type Finding, inWords } from '../data-check/finding.ts';
import type { TicketCounts } from '../data-check/ticket-counts.ts';
import { describeFault, type LineFault, nameOf } from './labelled-tickets.ts';

const mostFaults = 20;

/** Every fault by file and line up to twenty, how many more there are, and what mends each kind, once. */
export function describeFaults(faults: readonly LineFault[], tickets: number): { message: string; remedy: string } {
  const more = faults.length - mostFaults;
  const lines = faults.slice(0, mostFaults).map((fault) => `  ${describeFault(fault)}`);
  const remedies = [...new Set(faults.map(({ remedy }) => remedy))];
  return {
    message: [
      `${counted(faults.length, 'error')}, beside ${counted(tickets, 'ticket')} that can be read`,
      ...lines,
      ...(more > 0 ? [`  and ${inWords(more)} more`] : []),
    ].join('\n'),
    remedy: [...remedies, 'training-data/README.md explains the fields; nothing else was checked'].join('\n  → '),
  };
}

export interface Checked {
  /** The paths that were given. */
  paths: readonly string[];
  taxonomy: { version: string; codes: readonly string[] };
  counts: TicketCounts;
  findings: readonly Finding[];
  /** Splits that training is to make. */
  carved: readonly Split[];
  /** What became of the question which labels are in doubt. */
  aboutModel: string;
}

export function describeChecked(checked: Checked): string {
  const { paths, taxonomy, counts, findings, carved } = checked;
  const given = paths.length > 4 ? `${paths.length} paths` : paths.map(nameOf).join(', ');
  const parts = [
    `${given} · ${counted(counts.tickets, 'ticket')} · taxonomy ${taxonomy.version}, ${counted(taxonomy.codes.length, 'category', 'categories')}`,
    table(counts),
    [
      `channels: ${Object.entries(counts.channels)
        .map(([channel, count]) => `${channel} ${inWords(count)}`)
        .join(' · ')}`,
      ...(counts.words ? [describeWords(counts.words)] : []),
      ...(carved.length > 0 ? [describeCarving(carved, (counts.bySplit.augmented ?? 0) > 0)] : []),
      checked.aboutModel,
    ].join('\n'),
    ...findings.map(describeFinding),
    findings.length === 0 ? 'No warnings.' : `${counted(findings.length, 'warning')}.`,
  ];
  return parts.join('\n\n');
}

function table({ labels, bySplit, tickets }: TicketCounts): string {
  const columns = Object.keys(bySplit);
  const shown = columns.length > 1 ? [...columns, 'all'] : ['tickets'];
  const rows = [
    ['label', ...shown],
    ...labels.map(({ label, total, bySplit: of }) => [
      label ?? '(out of taxonomy)',
      ...columns.map((split) => inWords(of[split] ?? 0)),
      ...(columns.length > 1 ? [inWords(total)] : []),
    ]),
    [
      'total',
      ...columns.map((split) => inWords(bySplit[split] ?? 0)),
      ...(columns.length > 1 ? [inWords(tickets)] : []),
    ],
  ];
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n');
}

const describeWords = ({ q05, median, q95, most }: NonNullable<TicketCounts['words']>): string =>
  `words: 5 % of the tickets have up to ${q05}, half up to ${median}, 5 % from ${q95} up, at most ${inWords(most)}`;

/** What training adds only after it has divided it cannot keep together with the rest. */
function describeCarving(carved: readonly Split[], isAugmented: boolean): string {
  const divided = `There is no file for ${carved.join(', ')}: training divides the tickets itself, and keeps near-duplicates and tickets of one situation together`;
  return isAugmented
    ? `${divided}. The augmented ones are all learnt, even if what they were made from lands in another split: divide first (run.py split), then augment train.jsonl alone.`
    : `${divided}.`;
}

const describeFinding = ({ message, examples, remedy }: Finding): string =>
  [`warning: ${message}`, ...examples.map((one) => `  ${describeExample(one)}`), `  → ${remedy}`].join('\n');

function describeExample({ tickets, note }: Example): string {
  const places = tickets.map(({ file, line, id }) => `${nameOf(file)}:${line} ${id}`).join(', ');
  return [places, note].filter(Boolean).join(': ');
}
