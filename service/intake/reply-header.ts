import EmailReplyParser from 'email-reply-parser';
import { isBlank, type LineRange, type MailParts } from './mail-parts.ts';

const MAX_HEADER_LENGTH = 300;
/** Mail programs wrap the header over up to three lines. */
const MAX_HEADER_LINES = 3;
const OPENING =
  /^(?:on|le|el|il|em|am|op|den|dnia|pe|w dniu|il giorno|fre|man|tir|ons|tor|lør|søn|mån|tis|fre|lör|sön|في|بتاريخ|يوم|كتب|在|\d{1,4})[\s.,/-]/iu;
const CLOSING = /[:：]\s*-*$/u;

/** What the library lacks: German without an address, `X wrote on …`, Arabic, Turkish, plain names, bare date and address. */
const OWN_PATTERNS = [
  /^on\s.{4,200}\swrote(?:\sto\s.{1,60})?\s?:$/iu,
  /^.{2,120}\swrote on\s.{4,100}:$/iu,
  /^[^:]{2,120}<[^<>\s]{3,120}>\s(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|كتب)\s?:$/iu,
  /^am\s.{4,200}\sschrieb\s.{1,160}:$/iu,
  /^am\s.{4,200}(?:hat\s.{1,120}\sgeschrieben|schrieb)\s?:$/iu,
  /^.{2,120}\s(?:schrieb|hat)\sam\s.{4,100}:$/iu,
  /^le\s.{4,200}\sa écrit\s?:$/iu,
  /^el\s.{4,200}\sescribió\s?:$/iu,
  /^(?:في|بتاريخ|يوم)\s.{3,200}(?:كتب|كتبت|كتابة)(?:\s.{1,160})?:$/u,
  /^(?:كتب|كتبت)\s.{2,160}\s(?:في|بتاريخ|يوم)\s.{3,160}:$/u,
  /^.{6,120}\p{Nd}{1,2}[:.]\p{Nd}{2}.{0,100}<[^<>\s]{3,120}>\s?:$/u,
  /^.{4,160}\starihinde\s.{2,160}(?:yazdı|şunu yazdı)\s?:$/iu,
];

/** Yahoo's programs write the answered mail behind its header, in one line and after spaces; customers write logs so. */
const GLUED_HEADER =
  /^[ \t]*((?:on|am|le|el|il|em|op|den)\s.{10,200}<[^<>\s]{1,80}@[^<>\s]{1,120}>\)?[^:\p{N}]{0,30}:)[ \t]{2,}(?=\S)/gimu;

const ADDRESS = /[^\s<>@]{1,80}@[^\s<>@]{1,120}/;
const CLOCK_TIME = /\p{Nd}{1,2}[:.h٫]\p{Nd}{2}/u;
/** `On 3 May you wrote:` and `at 10:02 the terminal wrote:` are a customer's story; mail programs write names. */
const STORY_WORD =
  /(?<!\p{L})(?:I|you|your|we|our|my|he|she|they|the|ich|sie|wir|mir|der|die|das|je|j'ai|vous|nous|votre|yo|usted|ustedes|nosotros|system|sistema|système|server|terminal|machine|reader|app|api|log|أنا|انت|أنتم|نحن)(?!\p{L})/iu;

/** How the headers end that mail programs write without an address. */
const REPLY_VERB =
  /(?:wrote|writes|schrieb|geschrieben|écrit|escribió|escreveu|scritto|schreef|skrev|napisał\(?a?\)?|napsal\(?a?\)?|yazdı|كتب|كتبت)(?:\s\([^()]{1,30}\))?\s?[:：]\s*$/iu;
/** Headers that tell no more than that a mail follows. */
const FIXED_HEADER =
  /^[\s*_-]*(?:original message|ursprüngliche nachricht|message d[’']origine|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|الرسالة الأصلية)[\s*_-]*[:：]|^\s*(?:quoting|zitat von|citando)\s.+[:：]\s*$/iu;
/** `Pe 3 iun. 2025 Ana a scris:` in languages whose verbs are not all known; `On 3 March HSBC answered:` is a customer's. */
const FOREIGN_OPENING =
  /^(?:den|dnia|pe|w dniu|fre|man|tir|ons|tor|lør|søn|mån|tis|lör|sön|في|بتاريخ|يوم|كتب)[\s.,/-].*\p{Nd}/iu;
/** `On 24 Nov, chat transcript:` */
const DATE_AND_COMMA = /^(?:on|le|el|il|em|am|op)\s[^:]*\p{Nd}[^:]*,/iu;
/** Verbs with which customers announce what somebody told them; no mail program writes them. */
const TELLS =
  /(?<!\p{L})(?:said|says|told us|with|(?:stand|steht) (?:da|dort)|answered|answers|replied|replies|reported|showed|shows|displayed|states?|stated|sagte?|meldete?|antwortete?|zeigte?|dit|répondu|répond|affich\p{L}*|indiqu\p{L}*|dijo|dice|contestó|respondió|mostró|muestra|informó|detto|risposto|mostra\p{L}*|disse|respondeu|zei|antwoordde|toonde)\s?[:：]\s*$/iu;
const DAY = /\p{Nd}{4}|\p{Nd}{1,2}[./]\s?\p{Nd}{1,2}[./]/u;

const parser = new EmailReplyParser();
/** What every pattern of the library contains; most lines that end in a colon are spared its fifty patterns. */
const LIBRARY_HINT =
  /[<[\d"]|wrote|écrit|escribió|scritto|escreveu|schrieb|schreef|napisał|pisze|skrev|kirjoitti|写道|작성/iu;

/**
 * Asks email-reply-parser about one line. Whole mails are not given to it: some of its patterns take time to the
 * fourth power of their input, and it hides everything after a `--` or a "Regards" wherever they stand.
 */
function isKnownToLibrary(parts: MailParts, line: string): boolean {
  const isRisky = (line.match(/</g)?.length ?? 0) > 3 || (line.match(/from|\son/gi)?.length ?? 0) > 4;
  if (isRisky || parts.questionsLeft === 0 || !LIBRARY_HINT.test(line)) return false;
  parts.questionsLeft -= 1;
  return parser
    .read(`text\n\n${line}`)
    .getFragments()
    .some((fragment) => fragment.isQuoted());
}

function isHeaderText(parts: MailParts, text: string): boolean {
  if (text.length < 8 || text.length > MAX_HEADER_LENGTH || !CLOSING.test(text)) return false;
  return OWN_PATTERNS.some((pattern) => pattern.test(text)) || isKnownToLibrary(parts, text);
}

/**
 * Reads a header that begins at a line, such as `On 3 May 2024 at 10:02, Ana <ana@shop.example> wrote:`.
 *
 * @param parts quoted lines have been marked
 * @returns its lines; undefined when there is none, or when it may be the customer's own sentence
 */
export function readReplyHeader(parts: MailParts, start: number): LineRange | undefined {
  const first = parts.lines[start]?.trim() ?? '';
  const mayWrap = first.length <= MAX_HEADER_LENGTH && OPENING.test(first);
  if (!mayWrap && !CLOSING.test(first)) return undefined;
  let text = '';
  for (let end = start + 1; end <= start + (mayWrap ? MAX_HEADER_LINES : 1); end += 1) {
    const line = parts.lines[end - 1];
    if (isBlank(line) || parts.kinds[end - 1] !== undefined || text.length > MAX_HEADER_LENGTH) return undefined;
    text = `${text} ${line?.trim()}`.trim().replace(/\s+/g, ' ');
    if (isHeaderText(parts, text)) {
      return provesQuote(text) || isFollowedByQuote(parts, end) ? { start, end } : undefined;
    }
  }
  return undefined;
}

/**
 * Where the header begins in which some lines end, those above quoted ones, when it may be one in a language that is
 * not known: an address, a moment, "wrote".
 *
 * @returns undefined when the last line that is not blank may be the customer's own
 */
export function findHeaderAtEnd(lines: readonly string[]): number | undefined {
  let end = lines.length;
  while (end > 0 && isBlank(lines[end - 1])) end -= 1;
  for (let start = end - 1; start >= Math.max(0, end - MAX_HEADER_LINES); start -= 1) {
    // A sentence above the header is none of its lines.
    if (isBlank(lines[start]) || (start < end - 1 && /[.!?؟…:：]\s*$/.test(lines[start] ?? ''))) return undefined;
    if (mayBeReplyHeader(lines.slice(start, end).join(' '))) return start;
  }
  return undefined;
}

const mayBeReplyHeader = (line: string): boolean =>
  line.length <= MAX_HEADER_LENGTH &&
  (ADDRESS.test(line) ||
    (!isStory(line) &&
      !TELLS.test(line) &&
      (REPLY_VERB.test(line) ||
        FIXED_HEADER.test(line) ||
        FOREIGN_OPENING.test(line.trim()) ||
        DATE_AND_COMMA.test(line.trim()) ||
        (CLOCK_TIME.test(line) && DAY.test(line)))));

/** Whether no customer announces a quote like that; `Mail from ana@shop.example:` may be a customer's. */
export const isSurelyHeader = (header: string): boolean =>
  !isStory(header) && (CLOCK_TIME.test(header) || REPLY_VERB.test(header) || FIXED_HEADER.test(header));

/** Whether a header speaks of its writer or of what is at hand, as a customer does. */
const isStory = (header: string): boolean => STORY_WORD.test(header.replace(/<[^<>]*>/g, ''));

/** Whether the header alone proves that a quoted mail follows; else only quoted lines after it do. */
function provesQuote(header: string): boolean {
  return !isStory(header) && (ADDRESS.test(header) || CLOCK_TIME.test(header));
}

/** A text in which what follows a header with an address, in the header's line, stands in a line of its own. */
export const splitAfterHeaders = (text: string): string =>
  text.includes('@')
    ? text.replace(GLUED_HEADER, (whole, header: string) =>
        isStory(header) || !CLOCK_TIME.test(header) || !REPLY_VERB.test(header) ? whole : `${header}\n`,
      )
    : text;

/** Whether the next line that is not blank is a quoted one. */
export function isFollowedByQuote(parts: MailParts, from: number): boolean {
  let next = from;
  while (next < parts.lines.length && isBlank(parts.lines[next])) next += 1;
  return parts.kinds[next] === 'quoted_reply';
}
