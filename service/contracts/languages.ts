import { z } from 'zod';

/**
 * ISO 639-1 codes of the languages that a ticket may be found to be in. The detector weighs all sixty that it knows; an answer outside
 * this list (Yoruba, Basque, Malay…) nearly always comes from a list of product words, and then no answer is right.
 */
export const languages =
  'en de fr es it pt nl pl cs sk hu ro sv da no fi tr el ru uk bg ar fa ur he hi bn ta te th vi zh ja ko'.split(' ');

/** One of them, in capitals or not. A code that no ticket ever gets would send every ticket of that language to people. */
export const languageSchema = z.preprocess(
  (value) => (typeof value === 'string' ? value.toLowerCase() : value),
  z.enum(languages, { error: ({ input }) => `${wanted}${hint(String(input))}` }),
);

const wanted = `must be the two-letter code (ISO 639-1) of a language that tickets are told apart by: ${languages.join(' ')}`;

function hint(given: string): string {
  const [main = ''] = given.trim().split(/[-_]/);
  const meant = languages.find((code) => code === main || names.of(code)?.toLowerCase() === main) ?? ofPlace.get(main);
  return meant === undefined ? '' : ` (did you mean ${meant}?)`;
}

const names = new Intl.DisplayNames('en', { type: 'language' });

/** Codes of countries, and older or narrower ones of languages, that are taken for the code of a language. */
const ofPlace = new Map(
  Object.entries({
    ...{ us: 'en', gb: 'en', at: 'de', ch: 'de', br: 'pt', cz: 'cs', se: 'sv', dk: 'da', nb: 'no', nn: 'no' },
    ...{ gr: 'el', ua: 'uk', sa: 'ar', eg: 'ar', ae: 'ar', ir: 'fa', pk: 'ur', iw: 'he', il: 'he', bd: 'bn' },
    ...{ vn: 'vi', cn: 'zh', tw: 'zh', jp: 'ja', kr: 'ko' },
  }),
);
