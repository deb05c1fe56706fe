import { expect, test } from 'vitest';
import { createLatestAsked } from '../../service/api/latest-asked.ts';

test('what was asked for longest ago is forgotten first', () => {
  const kept = createLatestAsked<number>(2);
  kept.set('a', 1);
  kept.set('b', 2);
  expect(kept.get('a')).toBe(1);
  kept.set('c', 3);
  expect(['a', 'b', 'c'].map((key) => kept.get(key))).toEqual([1, undefined, 3]);
});
