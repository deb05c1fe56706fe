import { expect, it } from 'vitest';
import { writtenApart } from '../../service/console/ticket/written-at.ts';

const receivedAt = '2026-11-02T08:15:00.000Z';

it.each([
  ['days before it was received', '2026-10-30T17:00:00.000Z', true],
  ['a minute before', '2026-11-02T08:14:00.000Z', true],
  ['seconds before', '2026-11-02T08:14:01.000Z', false],
  ['later, by a clock that is fast', '2026-11-02T09:15:00.000Z', true],
  ['at a time that nobody says', null, false],
])('a ticket that was written %s', (_, writtenAt, isShown) => {
  expect(writtenApart({ writtenAt, receivedAt })).toBe(isShown ? writtenAt : null);
});
