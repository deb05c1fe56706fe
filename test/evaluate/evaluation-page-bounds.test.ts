import { expect, test } from 'vitest';
import { evaluationPage } from '../../service/evaluate/evaluation-page.ts';
import { evaluation, listed, repeat, rowsOf, textOf } from './support/evaluations.ts';

const taxonomyOf = (n: number) => Array.from({ length: n }, (_, i) => ({ code: `C-${i}`, name: `Category ${i}` }));

test('two categories, all right: nothing is listed, and every part says so', () => {
  const page = evaluationPage(evaluation(repeat(20), { categories: taxonomyOf(2) }));
  const right = evaluationPage(evaluation(repeat(20)));
  expect(textOf(right, 'wrong')).toContain(
    'None: of the 20 tickets that would be routed, every one goes where it belongs.',
  );
  expect(textOf(right, 'pairs')).toContain('None: every ticket');
  expect(textOf(right, 'out-of-taxonomy')).toContain('The file has no ticket of no category');
  expect(textOf(right, 'summary')).toContain('Accuracy 100.0 % 95 % interval 83.2 % to 100.0 %');
  for (const made of [page, right]) expect(made).not.toMatch(/NaN|Infinity|undefined/);
});

test('all wrong, none routed, no subject, nothing to read', () => {
  const unread = { predicted: null, confidence: null, outcome: 'needs_review' as const, reason: 'no_text' };
  const tickets = [
    ...repeat(2, { ...unread, subject: '', excerpt: '' }),
    listed({ label: 'TAX', outcome: 'escalated' }),
  ];
  const page = evaluationPage(evaluation(tickets));
  expect(textOf(page, 'wrong')).toContain('Nothing would be routed without asking.');
  expect(textOf(page, 'summary')).toContain('Nothing is routed, so nothing is known of it.');
  expect(rowsOf(page, 'pairs')[0]).toEqual(['PAY Payments', 'nothing to read', '2', '0']);
  expect(textOf(page, 'pairs')).toContain('– review: no text');
  expect(page).toContain('<th scope="row">nothing to read</th><td class="wrong">2</td>');
  expect(page).not.toMatch(/NaN|Infinity|undefined|<p class="subject" dir="auto"><\/p>/);
});

test('only tickets of no category', () => {
  const outside = { label: null, outcome: 'needs_review' as const, reason: 'out_of_taxonomy', outOfTaxonomy: 0.9 };
  const page = evaluationPage(evaluation(repeat(3, outside)));
  expect(textOf(page, 'summary')).toContain('3 of 3 tickets that belong to no category would not be routed');
  expect(textOf(page, 'calibration')).toContain('No ticket of the file belongs to a category');
  expect(textOf(page, 'risk')).toContain('no threshold would route any');
  expect(page).not.toMatch(/NaN|Infinity|undefined/);
});

test('of more than 40 categories the matrix shows those that occur in an error', () => {
  const categories = taxonomyOf(300);
  const right = categories.map(({ code }) => listed({ label: code, predicted: code }));
  const wrong = [listed({ label: 'C-7', predicted: 'C-250' }), listed({ label: null, predicted: 'C-9' })];
  const page = evaluationPage(evaluation([...right, ...wrong], { categories }));
  expect(textOf(page, 'matrix')).toContain('Shown are the 3 categories that occur in an error, of 300.');
  const rows = [...page.matchAll(/<th scope="row">([^<]+)</g)].map(([, code]) => code);
  expect(rows).toEqual(['C-7', 'C-9', 'C-250']);
  expect(rowsOf(page, 'categories')).toHaveLength(300);
  const none = evaluationPage(evaluation(right, { categories }));
  expect(textOf(none, 'matrix')).toContain('No ticket is taken for another category');
});

test('of more than 40 that are confused it shows those with most errors', () => {
  const categories = taxonomyOf(60);
  const wrong = categories.flatMap((_, i) =>
    repeat(i < 40 ? 2 : 1, { label: `C-${i}`, predicted: `C-${(i + 1) % 60}` }),
  );
  const page = evaluationPage(evaluation(wrong, { categories }));
  expect(textOf(page, 'matrix')).toContain(
    'Shown are the 40 categories with most errors, of 60 with any and 60 in all.',
  );
  expect(page.match(/<th scope="row">/g)).toHaveLength(40);
});

test('of 31 tickets of one pair 20 are listed, the surest, and the page says so', () => {
  const wrong = Array.from({ length: 31 }, (_, i) =>
    listed({ id: `P-${i}`, label: 'TAX', confidence: 0.5 + i / 100, outcome: 'escalated' }),
  );
  const page = evaluationPage(evaluation([...repeat(5), ...wrong]));
  expect(textOf(page, 'pairs')).toContain('Listed are the 20 that the model was surest of, of 31.');
  expect(
    rowsOf(page, 'pairs')
      .slice(1)
      .map(([id]) => id),
  ).toEqual(Array.from({ length: 20 }, (_, i) => `P-${30 - i}`));
});

test('10,000 tickets of 300 categories, all wrong, make a page that can be sent, which says what it leaves out', () => {
  const categories = taxonomyOf(300);
  const text = { subject: 'x'.repeat(120), excerpt: 'y '.repeat(100) };
  const tickets = Array.from({ length: 10_000 }, (_, i) =>
    listed({
      ...text,
      ...{
        label: i % 10 === 0 ? null : `C-${i % 300}`,
        predicted: `C-${(i * 7 + 1) % 299}`,
        confidence: 0.9 + (i % 1000) / 10_000,
      },
      language: ['en', 'de', null][i % 3] ?? null,
    }),
  ).map((ticket) => (ticket.label === ticket.predicted ? { ...ticket, label: 'C-299' } : ticket));
  const page = evaluationPage(evaluation(tickets, { categories }));
  expect(rowsOf(page, 'wrong')).toHaveLength(200);
  expect(textOf(page, 'wrong')).toContain('Listed are the 200 that the model was surest of, of 10,000.');
  expect(rowsOf(page, 'labels')).toHaveLength(100);
  expect(textOf(page, 'pairs')).toMatch(/Listed are the 100 most frequent of [\d,]+\./);
  expect(textOf(page, 'pairs')).toContain('The tickets of the 30 most frequent pairs:');
  expect(rowsOf(page, 'out-of-taxonomy')).toHaveLength(100);
  expect(page.length).toBeLessThan(1_000_000);
});
