import { closesLetter, closing, closingBeforeName } from './closing-formulas.ts';
import { type Finding, matches } from './finding.ts';
import { isAlsoWord, isOfBusiness, isOfMatter, notNames } from './no-names.ts';

export const particle = '(?:von|van|der|den|de|di|da|dos|del|la|bin|ibn|bint|al|el|abu|zu)';
export const plain = "(?:(?:al|el)-)?\\p{Lu}[\\p{L}\\p{M}'’-]{0,40}";
const initials = '(?:\\p{Lu}\\.){1,4}';
export const capitalised = `(?:${initials}|\\p{Lu}[\\p{L}\\p{M}]{1,3}\\.|${plain})`;
// Scripts without capitals have no other sign of a name than its place.
export const caseless = '[\\p{Lo}\\p{M}]{2,40}';
const name = `(?:${capitalised}(?: (?:${particle} ){0,2}${capitalised}){0,3}|${caseless}(?: ${caseless}){0,3})`;
/** First and last name at least. */
export const fullName = `(?:${capitalised}(?: (?:${particle} ){0,2}${capitalised}){1,3})`;
/** Without the end of `Mr O'Neill's`. */
const unowned = "(?:\\p{Lu}['’])?\\p{Lu}[\\p{L}\\p{M}-]{1,40}";
/** Within a sentence, where a full stop may be its end. */
const spokenName = `(?:${plain}(?: (?:${particle} ){0,2}(?:${initials}|${plain})){0,3})`;
const shortName = `(?:${capitalised}(?: ${capitalised}){0,2})`;

/** `*Ana Ruiz*`, and of somebody who signs for another, `i.A. Petra Schulz`. */
const beforeName = /[*_]{0,2}(?:(?:i\. ?[AV]\.|ppa\.?|p\. ?p\.) ?)?/uy;
/** Stars, and `(she/her)`. */
export const behindName = '[*_]{0,2}[ \\t]*(?:\\([^()\\d\\n]{1,24}\\)[ \\t]*)?';
/** What may follow: the name fills its line, or a firm or a title begins behind it. */
const signature = new RegExp(`${name}(?=${behindName}(?:[,.|][ \\t]*)?(?:\\n|$)|[ \\t]*[|/,–-] ?\\p{Lu})`, 'uy');
/** Up to the end of its line. */
const lineEnd = new RegExp(`^${behindName}\\.?[ \\t]*(?:\\n|$)`, 'u');
/** As the last words of all, names need no capitals. */
const lowerCaseSignature = /(?<=\n\s*)\p{Ll}{2,15}(?: \p{Ll}{2,15})?(?=\s*$)/uy;

/** At the very end: a name under a blank line or a comma, with a line or two of firm and title below; or ` - Ffion`. */
const signOffs = [
  // Not at the start of what cleaning set aside: other words stand there, `Warmly,` or `On Mon,`.
  new RegExp(
    `(?<=(?:\\n[ \\t]*|,[ \\t]*)\\n)(?<!^\\n{6})${shortName}(?=(?:,[^\\n]{0,60})?(?:\\n[^\\n]{1,60}){0,2}\\s*$)`,
    'gu',
  ),
  new RegExp(`(?<=(?:[.!?]|\\n)[ \\t]*[-–—~] ?)${shortName}(?=\\s*$)`, 'gu'),
];
/** `Tipping Screen, how to switch off` and `Contactless\nnot working` are the matter: no title and no firm goes on like this. */
const goesOn = new RegExp(
  `^(?:,[ \\t]*|[ \\t]*\\n[ \\t]*)(?=\\p{Ll})(?:not \\p{L}+ing|keine?|no (?:funciona|puedo)|${[
    '[^\\n]{0,40}?(?<!\\p{L})(?:how|why|when|what|please|pls|plz|bitte|wie|warum|wann|comment|pourquoi|svp|c[oó]mo|cu[aá]ndo|por favor',
    'jak|proszę|nasıl|neden|lütfen|hur|varför|vänligen|hoe|waarom|graag|come|perché|por que)',
  ].join('|')})(?!\\p{L})`,
  'u',
);
const greets = new RegExp(
  `^(?:${[
    'hi|hello|hey|hiya|dear|good|greetings|hallo|guten?|moin|servus|liebes?|sehr|bonjour|bonsoir|salut|ch[eè]re?s?|hola|buen[oa]s',
    'estimad[oa]s?|ciao|buongiorno|gentil[ei]|ol[aá]|bo[am]|prezad[oa]s?|beste|geachte|goede\\p{L}*|hej|god|cze[sś][cć]|dzie[nń]',
    'szanown\\p{L}+|witam|merhaba|selam|sayın|مرحبا|السلام|أهلا|تحية',
  ].join('|')})$`,
  'iu',
);
const greeted = new RegExp(
  `^(?: (?:\\p{Lu}[\\p{L}.’'-]*|${[
    'there|all|team|support|everyone|everybody|both|again|folks|guys|or|and|to|the|sir|madam|morning|afternoon|evening|day',
    'geehrte\\p{L}*|zusammen|ihr|und|à|tou[st]|et|a|tod[oa]s|y|días|tardes|noches|tutti|i|dobry|państwo|عليكم',
  ].join('|')})){0,6}[\\s,.!:;،-]{0,4}$`,
  'u',
);
/** `Hello,`, `Good morning Meridian team`: what follows such a line alone is the matter. */
function isSalutation(line: string): boolean {
  const [, word = '', rest = ''] = /^[>\s]*(\p{L}+)(.*)$/u.exec(line) ?? [];
  return greets.test(word) && greeted.test(rest);
}

/** Gmail's own signature stands below a blank line. */
const belowRule = '(?: ?\\n(?:> ?){0,3}){1,2}[*_]{0,2}';
const contact =
  '@|\\+\\d|www\\.|(?:[Tt]el|[Pp]hone|[Mm]obile|Manager|Director|Owner|Head|Officer|Assistant|Ltd|Limited|LLC|Inc|PLC|GmbH|AG)(?!\\p{L})';
/** At the start of what cleaning set aside. */
const setAside = new RegExp(
  `(?<=\\n{6}(?:-{2,80}|_{2,80}|—|={2,80}|\\*{2,80})${belowRule})${shortName}(?=${behindName}(?:$|[\\n|,·•–—/-]))`,
  'gu',
);
/** Under a `--` with something of a contact block beside or below it. */
const delimited = new RegExp(
  `(?:^|\\n)(?:> ?){0,3}(?:-{2,80}|_{2,80}|—)${belowRule}(?<value>${fullName})(?=${behindName}(?:$|[\\n|,·•–—/-](?:[^\\n]{0,80}\\n){0,3}?[^\\n]{0,80}?(?:${contact})))`,
  'gu',
);

const myNameIs = [
  "[Mm]y name is|[Mm]ein Name ist|[Ii]ch heiße|[Jj]e m['’]appelle|[Mm]e llamo|[Mm]i nombre es|[Aa]dım|[Hh]ier spricht|[Ll]e habla",
  '[Nn]azywam się|[Mm]am na imię|[Jj]ag heter|[Mm]itt namn är|[Mm]ijn naam is|[Uu] spreekt met|[Mm]i chiamo|[Mm]eu nome é|[Cc]hamo-me',
].join('|');
/** Before a name in any sentence. `Sr.` and `Dr` stand before other words as well. */
const courtesy = [
  'Mrs?\\.?|Ms\\.?|Mx\\.|Miss|Dr\\.?(?! Martens)|Prof\\.?|Herrn?|Frau|Mme\\.?|Mlle\\.?|Madame|Monsieur|Sra\\.?|Señora?|Signora?|Sayın|Pani|Pana|Panu',
  'Fru|Mevrouw|Meneer|(?:Dhr|Mevr|Sig)\\.',
  'Sr\\.?(?! (?:\\p{Lu}\\p{L}+ ){0,2}(?:Manager|Engineer|Developer|Dev|Analyst|Associate|Consultant|Director|Accountant|Executive|Specialist|Lead)(?!\\p{L}))',
  '(?<=(?:^|[\\n(,;:&] ?|(?<!\\p{L})(?:de|à|par|pour|avec|et|chez|que|dont|[Cc]her|Bonjour) ))M\\.(?= \\p{Lu}\\p{Ll})',
].join('|');
const person =
  '[Cc]ontact(?: [Pp]erson| [Nn]ame)?|[Aa]nsprechpartner(?:in)?|[Kk]ontaktperson|[Ii]nterlocuteur|[Pp]ersona de contacto';
const holder = '[Cc]ard ?holder|[Aa]ccount holder|[Bb]eneficiary|[Kk](?:onto|arten)inhaber(?:in)?|[Tt]itulaire?';
const field = '(?:^|\\n)[> ]{0,4}(?:(?:[Ff]ull|[Ff]irst|[Ll]ast|[Cc]ontact|[Cc]ustomer) )?[Nn]ame';
const introductions = [
  new RegExp(`(?:${myNameIs}) (?<value>${spokenName})`, 'gu'),
  new RegExp(
    `[Tt]his is (?:u[hm],? )?(?:(?:Mrs?|Ms|Dr)\\.? )?(?<value>${spokenName})(?=,? (?:calling|speaking|here|again|from|over|at|with|of|in)(?!\\p{L})|, \\p{Ll})`,
    'gu',
  ),
  new RegExp(`(?:${holder}|[Nn]ame on (?:the |my )?card|${field})(?: name)?(?: ?[:=] ?| is )(?<value>${name})`, 'gu'),
  // Without a colon two words at least.
  new RegExp(`(?:${holder}) (?<value>${plain}(?: (?:${initials}|${plain})){1,3})`, 'gu'),
  new RegExp(
    `(?<!\\p{L})I(?: am|['’]m) (?<value>${plain}(?: (?:${particle} ){0,2}${plain}){1,2})(?=,| from | the | and )`,
    'gu',
  ),
  // `From: Lena Okafor <lena@shop.example>`
  new RegExp(`(?<!\\p{L})${capitalised}(?: ${capitalised}){1,3}(?="? ?[<(\\[][^<>\\s@]{1,64}@)`, 'gu'),
];

/** `Mrs Jane Porter`, `Herrn Prof. Dr. Wolf`. */
const titled = new RegExp(
  `(?<!\\p{L})(?<title>${courtesy}) (?:(?:Dr|Prof|Dipl|Ing|med|dent|jur|phil|rer|nat|Doktor|Professor)(?:\\. ?| ))*(?<value>(?:${initials} ?)?${unowned}(?: (?:(?:${particle} ){0,2}${unowned}|${initials})){0,2})`,
  'gu',
);

const namesPeopleAlone = /^(?:Mrs?\.?|Ms\.|Miss|Dr\.|Prof\.|Mme|Mlle|M\.|Sra?\.?)$/;

/** A name ends before the first word that belongs to the matter, `Frau Weber Terminal geht nicht`. */
function titledNames(text: string): Finding[] {
  return [...text.matchAll(titled)].flatMap(
    ({ 0: whole, index, groups: { title = '', value = '' } = {} }): Finding[] => {
      const words = value.split(' ');
      const first = words.findIndex(isOfMatter);
      const named = words.slice(0, first < 0 ? words.length : first);
      while (/^(?:\p{Ll}|$)/u.test(named.at(-1) ?? '-')) named.pop();
      const name = named.join(' ');
      if (!isName(name)) return [];
      const start = index + whole.length - value.length;
      const finding = { kind: 'NAME' as const, start, end: start + name.length };
      // Where nouns have capitals, or the title is a word as well, the rest may be what the letter is about.
      const isSure = namesPeopleAlone.test(title) || (named.length === 1 && /^(?:Herrn?|Frau)$/.test(title));
      return [isSure && !isAlsoWord(name) ? finding : { ...finding, onlyHere: true }];
    },
  );
}

/** By what people call each other; hidden there alone, for some such names are words as well. */
const mentioned = [
  new RegExp(
    `(?<!\\p{L})(?:${person}) ?[:=] ?(?<value>${plain}(?: (?:${particle} ){0,2}${plain}){1,2})(?= ?(?:[,;(|/\\n]|- |$))`,
    'gu',
  ),
  // `it's Dave Thornton here`, `it's Bev from the Red Lion`
  new RegExp(
    `(?<!\\p{L})[Ii]t(?:['’]s| is) (?<value>\\p{Lu}\\p{Ll}[\\p{L}'’-]*(?: ${plain}){0,2})(?= (?:calling|speaking)(?!\\p{L})| from the \\p{Lu})`,
    'gu',
  ),
  new RegExp(
    `(?<!\\p{L})[Ii]t(?:['’]s| is) (?<value>\\p{Lu}\\p{Ll}[\\p{L}'’-]*(?: ${plain}){1,2})(?= here(?!\\p{L}))`,
    'gu',
  ),
  new RegExp(
    `(?<!\\p{L})(?:[Cc]['’]est|[Ii]ci) (?<value>${plain}(?: ${plain}){1,2})(?=,? à l['’]appareil(?!\\p{L}))`,
    'gu',
  ),
  new RegExp(
    `(?<!\\p{L})(?:[Hh]ier ist|[Ss]oy|[Ss]ono) (?<value>\\p{Lu}\\p{Ll}[\\p{L}'’-]*(?: ${plain}){1,2})(?=,? (?:aus|von|vom|del?|dal?|della)(?!\\p{L}))`,
    'gu',
  ),
  /(?<=(?:^|[\n.!?,] {0,2}))(?<value>\p{Lu}\p{Ll}[\p{L}'’-]*(?: \p{Lu}\p{Ll}[\p{L}'’-]*){1,2})(?= (?:here from (?:the )?(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\p{Lu}|speaking[,.!]|calling from))/gu,
];

/**
 * Names in the places where letters have them: under a closing formula, in an introduction, beside an address. Wherever they stand
 * again is for the mask, which remembers them.
 */
export function findNames(text: string): Finding[] {
  const find = (pattern: RegExp) => matches(text, 'NAME', pattern, isName);
  const signed = signatures(text);
  return [
    ...signed,
    ...signOffs
      .flatMap(find)
      .filter(
        ({ start, end }) =>
          // Of `LG Sabine` the name is found.
          !signed.some((name) => name.end === end && name.start > start) &&
          mayEndHere(text.slice(Math.max(0, start - longestAbove), start), text.slice(start, end)) &&
          (!goesOn.test(text.slice(end, end + longestAbove)) || isNothingElse(text.slice(start, end))),
      )
      .map((finding) => ({ ...finding, onlyHere: true as const })),
    ...introductions.flatMap(find),
    ...titledNames(text),
    ...mentioned
      .flatMap(find)
      .filter(({ start, end }) => !text.slice(start, end).split(' ').some(isOfMatter))
      .map((finding) => ({ ...finding, onlyHere: true as const })),
    ...find(setAside),
    ...belowRules(text),
  ];
}

/** Cleaning kept it, and it may be a list all the same: hidden where it stands, and not under a heading. */
function belowRules(text: string): Finding[] {
  return [...text.matchAll(delimited)].flatMap(({ 0: block, index, groups: { value = '' } = {} }): Finding[] => {
    if (!isName(value) || isHeading(text.slice(Math.max(0, index - longestAbove), index))) return [];
    const end = index + block.length;
    return [{ kind: 'NAME', start: end - value.length, end, onlyHere: true }];
  });
}

/** Characters above a rule; more are no heading. */
const longestAbove = 200;

/**
 * Whether somebody may sign below this. Below a greeting alone, or below `Our log says:`, stands what a letter is about, unless it
 * looks like nothing but a name; items of a list sign nothing.
 */
function mayEndHere(above: string, value: string): boolean {
  const lines = above.split('\n').filter((line) => /[\p{L}\p{N}]/u.test(line));
  const item = /(?:^|[^\n]\n)[ \t]*([-–—~]) ?$/.exec(above)?.[1];
  const last = lines.at(-1)?.trim() ?? '';
  if (item !== undefined && last.startsWith(item)) return false;
  const isAnnounced =
    /[:：]$/.test(last) && !/contact|detail|name|addres|adress|sign|regards|thanks|kontakt|nom|datos/i.test(last);
  if (!isAnnounced && !lines.every(isSalutation)) return true;
  return isNothingElse(value);
}

/** Whether it is hardly what a letter is about. */
export function isNothingElse(name: string): boolean {
  const words = name.split(' ');
  return !words.some(isOfMatter) && (words.length > 1 || (/^\p{Lu}\p{Ll}+$/u.test(name) && !isAlsoWord(name)));
}

/** Whether what stands above a rule announces a list, or is a few words that are no sentence, such as `Contact form`. */
function isHeading(above: string): boolean {
  const lines = above.split('\n').slice(-3);
  const written = lines.map((line) => line.replace(/^[>\s]+/, '').trim()).filter((line) => /\p{L}/u.test(line));
  const line = written.at(-1) ?? '';
  if (/[:：]$/.test(line)) return true;
  return (
    written.length === 1 &&
    /^\P{L}*[\p{Lu}\p{Lo}]/u.test(line) &&
    /^\S+(?: \S+){0,3}$/.test(line) &&
    !/[.,!?؟…]$/.test(line)
  );
}

/** Also within a thread: the older mails of a ticket have writers too. */
function signatures(text: string): Finding[] {
  const behind = [...text.matchAll(closing)].flatMap((match) => {
    const start = startOfName(text, match);
    lowerCaseSignature.lastIndex = start;
    return nameAt(start, signatureAt(text, start) || (lowerCaseSignature.exec(text)?.[0] ?? ''));
  });
  const beside = [...text.matchAll(closingBeforeName)].flatMap((match) => {
    const start = startOfName(text, match);
    const written = signatureAt(text, start);
    // `Merci Beaucoup`, `LG TV`
    if (closesLetter.test(`${match[0].replace(/^\P{L}+/u, '')}${written}`) || !isNothingElse(written)) return [];
    const { alone } = match.groups ?? {};
    const isLine = lineEnd.test(text.slice(start + written.length, start + written.length + longestAbove));
    return alone !== undefined && (!isLine || written.split(' ').length > 3) ? [] : nameAt(start, written);
  });
  return [...behind, ...beside];
}

function startOfName(text: string, { 0: before, index }: RegExpExecArray): number {
  beforeName.lastIndex = index + before.length;
  return index + before.length + (beforeName.exec(text)?.[0].length ?? 0);
}

function signatureAt(text: string, start: number): string {
  signature.lastIndex = start;
  return signature.exec(text)?.[0] ?? '';
}

function nameAt(start: number, written: string): Finding[] {
  if (!isName(written)) return [];
  const finding = { kind: 'NAME' as const, start, end: start + written.length };
  return isAlsoWord(written) ? [{ ...finding, onlyHere: true as const }] : [finding];
}

/** `Card Security`; one such word may be somebody's name. */
function isDepartment(value: string): boolean {
  const words = value.split(/,? /);
  return words.length > 1 && words.every(isOfBusiness);
}

export const isName = (value: string) =>
  /^[^\d]{2,80}$/.test(value) && !notNames.test(value) && !isDepartment(value) && !closesLetter.test(value);

/** The parts of a name that stand for it by themselves: `Lena` and `Okafor` of `Lena Okafor`, `Acme` of `Acme Foods`. */
export function namesWithin(name: string): string[] {
  return name
    .split(/,? /)
    .filter((part) => /^\p{Lu}[\p{L}\p{M}'’-]{2,}$/u.test(part) && part !== name && !isAlsoWord(part));
}
