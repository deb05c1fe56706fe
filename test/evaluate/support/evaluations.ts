import { computeMetrics } from '../../../service/evaluate/metrics.ts';
import type { Evaluation, ListedTicket } from '../../../service/evaluate/page/evaluation.ts';

export const usualTaxonomy = [
  { code: 'PAY', name: 'Payments' },
  { code: 'TAX', name: 'Tax documents' },
  { code: 'KYC', name: 'Verification' },
];

let made = 0;

/** A ticket of PAY that is routed there, unless said otherwise. */
export function listed(other: Partial<ListedTicket> & { outOfTaxonomy?: number } = {}): ScoredTicket {
  made += 1;
  return {
    ...{ id: `T-${made}`, label: 'PAY', predicted: 'PAY', confidence: 0.99, outcome: 'routed' as const },
    ...{ subject: 'A subject', excerpt: 'A body', channel: 'email' as const, language: 'en', words: 50 },
    ...other,
  };
}

export type ScoredTicket = ListedTicket & { outOfTaxonomy?: number };

export const repeat = (n: number, other: Parameters<typeof listed>[0] = {}): ScoredTicket[] =>
  Array.from({ length: n }, () => listed(other));

/** An evaluation of these tickets, its metrics the very ones of the command. */
export function evaluation(tickets: readonly ScoredTicket[], other: Partial<Evaluation> = {}): Evaluation {
  const categories = other.categories ?? usualTaxonomy;
  const codes = categories.map(({ code }) => code);
  const evaluated = tickets.map(({ label, predicted, confidence, outcome, outOfTaxonomy }) => ({
    ...{ label, predicted, outOfTaxonomy: outOfTaxonomy ?? null, isAuto: outcome === 'routed' },
    probabilities: codes.map((code) =>
      confidence === null
        ? 1 / codes.length
        : code === predicted
          ? confidence
          : (1 - confidence) / Math.max(1, codes.length - 1),
    ),
  }));
  const thresholds = codes.map(() => 0.95);
  return {
    ...{ metrics: computeMetrics(evaluated, codes), tickets, categories, trainedOn: 0, calibratedOn: 0 },
    ...{ model: '2.1.0', taxonomy: '1.4.0', file: 'tickets.jsonl' },
    policy: {
      ...{ file: 'taxonomy/policy.yaml', thresholds, released: thresholds, supportedLanguages: ['en'] },
      outOfTaxonomy: { threshold: 0.5, released: 0.5 },
    },
    command: 'npx signalbox evaluate --tickets tickets.jsonl --html page.html',
    generatedAt: new Date('2026-03-01T10:20:30Z'),
    ...other,
  };
}

/** What a person reads of a part of the page, blanks made one. */
export function textOf(page: string, part?: string): string {
  const from = part === undefined ? page.indexOf('<body>') : page.indexOf(`<h2 id="${part}">`);
  const to = part === undefined ? -1 : page.indexOf('<h2 id=', from + 1);
  if (from < 0) throw new Error(`the page has no part ${part}`);
  return page
    .slice(from, to < 0 ? undefined : to)
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
}

/** The cells of the rows of a part, head left out. */
export function rowsOf(page: string, part: string): string[][] {
  const from = page.indexOf(`<h2 id="${part}">`);
  const to = page.indexOf('<h2 id=', from + 1);
  return [...page.slice(from, to < 0 ? undefined : to).matchAll(/<tr>(<t[dh].*?)<\/tr>/g)]
    .map(([, row = '']) =>
      [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell = '']) => textOf(`<body>${cell}`).trim()),
    )
    .filter((row) => row.length > 0);
}
