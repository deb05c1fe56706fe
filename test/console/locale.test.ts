import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dateLocaleOf, languageNames, numberFormat, textOrder } from '../../service/console/parts/locale.ts';
import { projectRoot } from '../../service/project-root.ts';

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

it('what is formatted is in one locale, which is English', () => {
  for (const format of [languageNames, numberFormat(), textOrder]) {
    expect(format.resolvedOptions().locale).toMatch(/^en\b/);
  }
  expect(languageNames.of('de')).toBe('German');
});

it('nothing on the pages takes the language of the browser', () => {
  const pages = join(projectRoot, 'service/console');
  const names = readdirSync(pages, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const left = names.filter((name) =>
    /new Intl\.\w+\((undefined|\))|\.toLocale\w+\(/.test(readFileSync(join(pages, name), 'utf8')),
  );
  // There the browser is asked for its region.
  expect(left).toEqual(['parts/locale.ts']);
});
