import { expect, it } from 'vitest';
import { dateLocaleOf } from '../../service/console/parts/locale.ts';

const written = (reader: string) => {
  const { locale, hourCycle } = dateLocaleOf(reader);
  const format = new Intl.DateTimeFormat(locale, {
    ...{ dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' },
    ...(hourCycle ? { hourCycle } : {}),
  });
  return format.format(new Date('2026-11-03T14:05:00Z')).replace(/\s/g, ' ');
};

it.each([
  ['de-DE', '3 Nov 2026, 14:05'],
  ['fr', '3 Nov 2026, 14:05'],
  ['pt-BR', '3 Nov 2026, 14:05'],
  ['ar-EG', /^3 Nov 2026, 2:05 pm$/i],
  ['en-US', 'Nov 3, 2026, 2:05 PM'],
  ['en-GB', '3 Nov 2026, 14:05'],
  ['en', 'Nov 3, 2026, 2:05 PM'],
])('a date for a reader of %s has English words in the order of the region', (reader, expected) => {
  expect(written(reader)).toMatch(expected);
});
