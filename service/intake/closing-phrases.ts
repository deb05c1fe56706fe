import { looksLikeName } from './signature-line.ts';

/**
 * Whole lines that end a letter, by language; after them a signature may follow. Written as patterns without anchors,
 * matched without regard to case.
 */
const PARTING = [
  // English
  '(?:with\\s)?(?:\\p{L}+\\s){0,2}(?:regards|rgds|greetings)(?:\\s(?:and|&)\\sthanks)?(?:\\sfrom(?:\\s\\p{L}+){1,4})?',
  '(?:(?:many\\s)?thanks|thank you)\\s?(?:and|&)\\s?(?:(?:kind|best|warm)\\s)?(?:regards|rgds)',
  '(?:with\\s)?(?:all\\sthe\\sbest|(?:all\\s)?(?:best|warm|kind|good)\\swishes|best|br|kr)',
  '(?:yours\\s)?(?:sincerely|faithfully|truly|respectfully|cordially)(?:\\syours)?|yours|cheers|take care|warmly|cordially',
  // German
  'mit\\s(?:\\p{L}+\\s)?(?:\\p{L}+en\\s)?(?:grüßen|grüssen|gruessen|gruß|gruss)(?:\\saus\\s\\p{L}+)?',
  '(?:(?:viele|liebe|beste|herzliche|freundliche|schöne|sonnige)[nr]?\\s)?(?:grüße|grüsse|gruesse|gruß|gruss|grüessli)(?:\\saus\\s\\p{L}+)?',
  '(?:(?:vielen\\s)?dank|danke)\\s(?:und|&)\\s(?:\\p{L}+\\s)?(?:grüße|gruß|gruss|grüsse)|mfg|vg|lg|bg|hochachtungsvoll',
  // French
  '(?:(?:très|bien|trés)\\s)?(?:cordialement|amicalement|respectueusement|sincèrement)|(?:bien\\s)?à\\s(?:vous|toi)|cdlt|bàv',
  '(?:(?:mes|nos)\\s)?(?:(?:plus|bien|meilleures|cordiales|sincères|respectueuses)\\s)*salutations(?:\\s(?:distinguées|cordiales|les\\smeilleures))?',
  "(?:veuillez|je\\svous\\sprie\\sd|nous\\svous\\sprions\\sd|recevez)[\\p{L}\\s,’']{0,120}salutations(?:\\s\\p{L}+){0,2}|bonne\\s(?:journée|soirée|réception)",
  // Spanish, Portuguese, Italian, Dutch, Russian
  '(?:reciban?\\s)?(?:(?:un|mis|nuestros)\\s)?(?:cordial(?:es)?\\s|atentos?\\s|afectuosos?\\s)?saludos?(?:\\s(?:cordial(?:es)?|atentos?))?|(?:muy\\s)?atentamente|cordialmente|atte',
  '(?:com os\\s)?(?:melhores\\s)?cumprimentos|atenciosamente|att|abraços|(?:cordiali|distinti|cari)?\\s?saluti|cordialmente',
  '(?:met\\s)?(?:vriendelijke\\s|hartelijke\\s)?(?:groet|groeten|groetjes)|mvg|hoogachtend',
  // Swedish, Danish, Norwegian, Polish, Turkish
  '(?:(?:med\\s)?(?:(?:vänlig|bästa|varma|venlig|vennlig|bedste|beste)[ae]?\\s)?(?:hälsning(?:ar)?|hilsen|hilsner)|vänligen|mvh|m\\.?v\\.?h)',
  '(?:z\\s(?:poważaniem|wyrazami\\sszacunku|pozdrowieniami)|(?:serdecznie\\s)?pozdrawiam(?:\\sserdecznie)?|(?:serdeczne\\s)?pozdrowienia|pozdr)',
  '(?:saygılar(?:ımla|ımızla|la)?|sevgiler(?:imle)?|selamlar|[iİ]yi\\s(?:çalışmalar|günler|akşamlar)(?:\\sdiler(?:im|iz))?|kolay\\sgelsin)',
  'с\\s(?:наилучшими\\s|добрыми\\s)?(?:уважением|пожеланиями)',
  // Arabic
  '(?:و?مع\\s)?(?:(?:أطيب|اطيب|أخلص|خالص|وافر|فائق|أجمل|كل|أرق)\\s)?(?:التحيات|التحية|تحياتي|تحياتنا|الاحترام|التقدير|الود|الأمنيات|الشكر)(?:\\s(?:و|مع\\s)?[\\u0600-\\u06FF]+){0,3}',
  '(?:و?تفضلوا|وتقبلوا|تقبلوا)\\sبقبول[\\u0600-\\u06FF\\s]{0,60}|(?:وتقبلوا|تقبلوا)[\\u0600-\\u06FF\\s]{0,60}|ودمتم(?:\\s[\\u0600-\\u06FF]+){0,2}|والسلام(?:\\sعليكم[\\u0600-\\u06FF\\s]{0,30})?',
];

/** Thanks end a letter only when a name follows: alone they may be all that a customer says. */
const THANKS = [
  '(?:(?:many|with|kind|big)\\s)?(?:thanks|thank you|thank u|thx|tnx|thnx|ta|tks)(?:\\s(?:again|in advance|a lot|a million|a mil|so much|very much|much|kindly|indeed|for your (?:help|time|support|assistance|cooperation)))*',
  'thanking you(?:\\s(?:in advance|in anticipation|for your cooperation))?',
  '(?:(?:vielen|herzlichen|besten|schönen|lieben)\\s)?(?:dank|danke)(?:\\s(?:im voraus|vorab|schön|sehr|für ihre hilfe))*',
  "merci(?:\\s(?:beaucoup|bien|d[’']avance|par avance|à vous|pour votre (?:aide|retour)))*",
  '(?:muchas\\s|mil\\s)?gracias(?:\\s(?:de antemano|por (?:su|la) (?:ayuda|atención)))*|(?:muito\\s)?obrigad[oa]|grazie(?:\\smille)?|bedankt|alvast bedankt',
  'tack(?:\\s(?:på förhand|så mycket))?|tak\\s(?:på forhånd|for hjælpen)|takk|dziękuję(?:\\s(?:bardzo|z góry))?|z góry dziękuję|teşekkürler|teşekkür eder(?:im|iz)',
  '(?:و?شكرا|و?شكراً|و?الشكر)(?:\\s(?:لكم|جزيلا|جزيلاً|لك|مقدما|مقدماً|لتعاونكم))*|ولكم (?:جزيل )?الشكر|جزاكم الله خيرا',
];

const asLine = (phrases: readonly string[]): RegExp => new RegExp(`^(?:${phrases.join('|')})$`, 'iu');
const PARTING_LINE = asLine(PARTING);
const THANKS_LINE = asLine(THANKS);

/** How a line closes a letter: `regards` by itself, `thanks` only before a name. */
export type ClosingKind = 'parting' | 'thanks';

const MAX_CLOSING_LENGTH = 70;
/** Only French formulas are longer: `Je vous prie d'agréer, Madame, Monsieur, …`. */
const LONG_FORMULA = /^(?:veuillez|je vous prie|nous vous prions|recevez).{0,140}$/iu;

/** Reads a whole line as the end of a letter, `Regards,` as well as `Regards, Ana Ruiz` and `Cheers Bob`. */
export function readClosing(line: string): { kind: ClosingKind; name: string } | undefined {
  const text = line.trim().replace(/\s+/g, ' ');
  if (text === '' || (text.length > MAX_CLOSING_LENGTH && !LONG_FORMULA.test(text))) return undefined;
  const bare = text.replace(/[\s,،;؛.!…–—-]+$/u, '');
  // `Mit freundlichen Grüßen / Kind regards`
  const [kind] = bare.split(/\s[/|]\s/).flatMap((phrase) => closingKind(phrase) ?? []);
  if (kind !== undefined) return { kind, name: '' };
  // `Regards, Ana Ruiz`: a comma or a capital letter ends the phrase.
  const split = /^(.{2,60}?)(?:[,،!.–—-]+\s?|\s(?=\p{Lu}))(\p{Lu}[\p{L}.'’-]*(?:\s[\p{Lu}&][\p{L}.'’-]*){0,3})$/u.exec(
    bare,
  );
  const phrase = split?.[1];
  const kindBeforeName = phrase === undefined ? undefined : closingKind(phrase.trim());
  const name = split?.[2] ?? '';
  return kindBeforeName === undefined || !looksLikeName(name) ? undefined : { kind: kindBeforeName, name };
}

function closingKind(phrase: string): ClosingKind | undefined {
  if (PARTING_LINE.test(phrase)) return 'parting';
  return THANKS_LINE.test(phrase) ? 'thanks' : undefined;
}
