import { expect, test } from 'vitest';
import { categoryProbability } from '../../service/escalate/token-probability.ts';

const tokens = (...pieces: [string, number][]) => pieces.map(([token, p]) => ({ token, logprob: Math.log(p) }));

test.each([
  ['the tokens that spell the code', tokens(['{"category": "', 0.1], ['PA', 0.5], ['Y', 0.5], ['"}', 0.1]), 0.25],
  ['a token that holds more than the code', tokens(['{"category": ', 0.1], ['"PAY"', 0.4], ['}', 0.1]), 0.4],
  ['the last mention', tokens(['PAY or not: ', 0.01], ['PAY', 0.9]), 0.9],
  ['lower case', tokens(['pay', 0.3]), 0.3],
])('is that of %s', (_, given, expected) => {
  const text = given.map(({ token }) => token).join('');
  expect(categoryProbability(text, given, 'PAY')).toBeCloseTo(expected, 12);
});

test.each([
  ['tokens were not given', 'PAY', null, 'PAY'],
  ['tokens do not spell the text', 'PAY', tokens(['PAX', 0.5]), 'PAY'],
  ['the category was named otherwise', 'Payments', tokens(['Payments', 0.5]), 'ACCESS'],
  ['there is no category', 'null', tokens(['null', 0.5]), null],
])('is unknown when %s', (_, text, given, category) => {
  expect(categoryProbability(text, given, category)).toBeNull();
});
