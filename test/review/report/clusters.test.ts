import { expect, test } from 'vitest';
import { outOfTaxonomyClusters } from '../../../service/review/report/clusters.ts';
import type { UnplacedTicket } from '../../../service/review/report/facts.ts';

const texts = {
  jobs: [
    'I would like to apply for the job as an accountant, my CV is attached',
    'Job application: accountant position, see my CV please',
    'Is the job of accountant still open? I attach my CV',
    'CV for the accountant job that you advertise',
  ],
  press: [
    'I am a journalist and want an interview with your founder for our newspaper',
    'Newspaper interview request: could your founder answer a journalist?',
    'Journalist here, an interview about payments with the founder?',
  ],
  alone: ['Your parking lot is full of snow', 'asdf qwer', ''],
};
const tickets: UnplacedTicket[] = Object.values(texts)
  .flat()
  .map((text, i) => ({
    eventId: `e-${i}`,
    ticketId: `T-${i}`,
    revision: 1,
    subject: null,
    excerpt: null,
    confidence: null,
    text,
  }));

test('tickets about one thing make a group with a name from their words, largest first; single ones make none', () => {
  const clusters = outOfTaxonomyClusters(tickets);
  expect(clusters.map(({ size, examples }) => [size, examples.map(({ ticketId }) => ticketId).sort()])).toEqual([
    [4, ['T-0', 'T-1', 'T-2', 'T-3']],
    [3, ['T-4', 'T-5', 'T-6']],
  ]);
  expect(clusters[0]?.suggestedName).toMatch(/accountant|job/i);
  expect(clusters[1]?.terms.join(' ')).toMatch(/interview|journalist/);
});

test('the order of the tickets changes no group', () => {
  const groups = (list: UnplacedTicket[]) =>
    outOfTaxonomyClusters(list).map(({ size, terms }) => [size, [...terms].sort()]);
  expect(groups([...tickets].reverse())).toEqual(groups(tickets));
});

test('placeholders of masked data do not bring tickets together', () => {
  const masked = ['alpha', 'beta', 'gamma', 'delta'].map((word, i) => ({
    ...(tickets[i] as UnplacedTicket),
    text: `${word} [EMAIL-1] [NAME-1]`,
  }));
  expect(outOfTaxonomyClusters(masked)).toEqual([]);
});

test('without tickets there is none', () => {
  expect(outOfTaxonomyClusters([])).toEqual([]);
});
