interface DateLocale {
  locale: string;
  hourCycle?: Intl.LocaleHourCycleKey;
}

/**
 * The console's words are English, those in dates included; which part of a date comes first and how hours are counted is
 * the reader's: `en-DE` with 24 hours for a German browser.
 * @param reader the browser's own locale
 */
export function dateLocaleOf(reader: string): DateLocale {
  const { language, region } = new Intl.Locale(reader).maximize();
  const { hourCycle } = new Intl.DateTimeFormat(reader, { hour: 'numeric' }).resolvedOptions();
  const wanted = language === 'en' ? reader : `en-${region}`;
  // Where no English is known for a region, a browser would take that of the United States.
  const isKnown = language === 'en' || new Intl.DateTimeFormat(wanted).resolvedOptions().locale === wanted;
  return { locale: isKnown ? wanted : 'en-001', ...(hourCycle ? { hourCycle } : {}) };
}

const { locale, ...hours } = dateLocaleOf(new Intl.DateTimeFormat().resolvedOptions().locale);

/** Dates as the reader writes them, in English words. */
export const dateFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, { ...options, ...hours });

/** Numbers with the separators of the reader's region. */
export const numberFormat = (options: Intl.NumberFormatOptions = {}): Intl.NumberFormat =>
  new Intl.NumberFormat(locale, options);

/** Texts in the order of an English dictionary, the numbers in them by size. */
export const textOrder = new Intl.Collator(locale, { numeric: true });

export const languageNames = new Intl.DisplayNames(locale, { type: 'language' });
