import { expect, test } from 'vitest';
import { describeEvaluation } from '../../service/commands/describe-evaluation.ts';
import { evaluate } from '../../service/commands/evaluate.ts';
import { commandOf, listedTicket } from '../../service/commands/evaluation-of.ts';
import { readConfig } from '../../service/config.ts';
import { computeMetrics } from '../../service/evaluate/metrics.ts';
import { cleanTicket } from '../../service/intake/clean-ticket.ts';
import { decodeTicket } from '../../service/intake/decode-ticket.ts';
import type { AssessedTicket } from '../../service/route-tickets.ts';

/** As it is assessed: sure of PAY. */
function assessed(ticket: object): AssessedTicket {
  const value = Buffer.from(JSON.stringify({ ticketId: 'T-1', ...ticket }));
  const decoded = decodeTicket(value, null);
  if (!decoded.ok) throw new Error(decoded.detail);
  const candidates = [{ category: 'PAY', probability: 0.97 }];
  return {
    kind: 'ticket',
    message: { key: null, value, source: { topic: 'evaluate', partition: 0, offset: 0 }, receivedAtMs: 0 },
    clean: cleanTicket(decoded.ticket),
    scores: null,
    decision: { kind: 'accept', category: 'PAY', confidence: 0.97, candidates },
  };
}

const labelled = { id: 'T-1', label: 'TAX', value: Buffer.from('') };

test('personal data does not get onto the page, nor what cleaning sets aside', () => {
  const body = 'Please write to ana.lopez@example.org about my payout.\n\n-- \nAna Lopez\n+34 600 123 456';
  const listed = listedTicket(
    assessed({ subject: 'Payout for ana.lopez@example.org', body, channel: 'email' }),
    labelled,
  );
  expect(listed).toMatchObject({
    ...{ id: 'T-1', label: 'TAX', predicted: 'PAY', confidence: 0.97, outcome: 'routed', channel: 'email' },
    ...{ subject: 'Payout for [EMAIL-1]', excerpt: 'Please write to [EMAIL-1] about my payout.' },
  });
  expect(JSON.stringify(listed)).not.toMatch(/Lopez|600 123/);
});

test('only the texts that the page shows are masked, each once', () => {
  const ticket = assessed({ subject: 'Payout', body: 'It has not arrived.' });
  let looked = 0;
  const setAside = () => {
    looked += 1;
    return [];
  };
  const clean = Object.defineProperty({ ...ticket.clean }, 'setAside', { get: setAside });
  const listed = listedTicket({ ...ticket, clean }, labelled);
  expect(looked).toBe(0);
  expect([listed.subject, listed.excerpt]).toEqual(['Payout', 'It has not arrived.']);
  expect(looked).toBe(1);
});

test('of a long body the first words are shown, and all of its words are counted', () => {
  const listed = listedTicket(assessed({ subject: null, body: 'payout '.repeat(120) }), labelled);
  expect(listed.subject).toBe('');
  expect(listed.excerpt).toBe(`${'payout '.repeat(28).trim()}…`);
  expect(listed.words).toBe(120);
});

test('the command is told as it was typed, for a shell to take', () => {
  expect(
    commandOf({
      tickets: "it's mine.jsonl",
      html: 'out/page.html',
      json: undefined,
      ...{ frontier: true, answersModel: 'large-1' },
    }),
  ).toBe(
    "npx signalbox evaluate --tickets 'it'\\''s mine.jsonl' --html out/page.html --frontier --answers-model large-1",
  );
  expect(commandOf({ tickets: 'a.jsonl', frontier: false })).toBe('npx signalbox evaluate --tickets a.jsonl');
});

test('the page is refused on standard output, before anything is done', async () => {
  await expect(evaluate(readConfig({}), { tickets: 'none.jsonl', html: '-' })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining('--html -'),
    remedy: expect.stringContaining('name a file'),
  });
});

test('a page that cannot be written is told before the run', async () => {
  await expect(evaluate(readConfig({}), { tickets: 'none.jsonl', html: 'no-folder/page.html' })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining('--html no-folder/page.html'),
  });
});

test('a bound on the error is rounded up: 4 wrong of 349 may be 2.603 %', () => {
  const ticket = (predicted: string) => ({
    label: 'PAY',
    predicted,
    probabilities: [1, 0],
    outOfTaxonomy: null,
    isAuto: true,
  });
  const metrics = computeMetrics(
    Array.from({ length: 349 }, (_, i) => ticket(i < 4 ? 'TAX' : 'PAY')),
    ['PAY', 'TAX'],
  );
  const text = describeEvaluation({
    ...metrics,
    ...{ latencyMs: { p50: 1, p99: 1 }, ticketsPerSecond: 1, trainedOn: 0, calibratedOn: 0, model: '1', taxonomy: '1' },
  });
  expect(metrics.auto.errorUpperBound95).toBeCloseTo(0.02603, 5);
  expect(text.match(/error ≤ [\d.]+ %/g)).toEqual(['error ≤ 2.7 %', 'error ≤ 2.7 %']);
});

test('when the model was calibrated on some of the tickets, then it is said that they flatter its bounds', () => {
  const right = { label: 'PAY', predicted: 'PAY', probabilities: [1, 0], outOfTaxonomy: null, isAuto: true };
  const about = (calibratedOn: number | null) =>
    describeEvaluation({
      ...computeMetrics([right], ['PAY', 'TAX']),
      ...{ latencyMs: { p50: 1, p99: 1 }, ticketsPerSecond: 1, trainedOn: 0, calibratedOn, model: '1', taxonomy: '1' },
    });
  expect(about(3)).toContain(
    '3 of them have the text of tickets that calibrated the model: thresholds were chosen by it',
  );
  expect([about(0), about(null)].join()).not.toContain('calibrated');
});
