import { describe, expect, test } from 'vitest';
import { sinceOf } from '../../service/kafka/held-since.ts';

const now = new Date('2026-03-31T00:00:00Z');
const settings = (given: Record<string, string>) =>
  new Map(Object.entries({ 'cleanup.policy': 'delete', 'retention.bytes': '-1', 'retention.ms': '-1', ...given }));

describe('what a topic is sure to hold', () => {
  test.each([
    ['everything, when it never deletes', {}, new Date(0)],
    [
      'what is younger than its retention, less a margin',
      { 'retention.ms': '864000000' },
      new Date('2026-03-22T00:00:00Z'),
    ],
    ['everything, when its retention is longer than time', { 'retention.ms': '9223372036854775807' }, new Date(0)],
    ['nothing, when it deletes by size', { 'retention.bytes': '1000' }, now],
    ['nothing, when it keeps the latest of each key', { 'cleanup.policy': 'compact,delete' }, now],
  ])('%s', (_, given, since) => {
    expect(sinceOf(settings(given), now)).toEqual(since);
  });
});
