import { isBlank, type LineRange } from './mail-parts.ts';

/** The header lines of a forwarded or an answered mail. */
export interface HeaderBlock extends LineRange {
  /** Whether the sender's program says that it forwards; programs use the other forms for answers too. */
  isForward: boolean;
}

type HeaderName = 'from' | 'date' | 'to' | 'subject' | 'other';

const NAMES: Record<HeaderName, string[]> = {
  from: ['from', 'von', 'de', 'da', 'van', 'från', 'fra', 'od', 'kimden', 'gönderen', 'من', 'المرسل'],
  date: [
    ...[
      'sent',
      'date',
      'gesendet',
      'datum',
      'envoyé',
      'envoyé le',
      'enviado',
      'enviado el',
      'enviado em',
      'fecha',
      'data',
    ],
    ...['skickat', 'sendt', 'dato', 'wysłano', 'wysłane', 'gönderme tarihi', 'gönderildi', 'tarih'],
    ...['inviato', 'verzonden', 'التاريخ', 'تاريخ', 'تاريخ الإرسال', 'تم الإرسال', 'أرسلت', 'أُرسلت', 'أُرسل'],
  ],
  to: ['to', 'an', 'à', 'a', 'para', 'aan', 'till', 'til', 'do', 'kime', 'إلى', 'الى', 'المستلم'],
  subject: [
    'subject',
    'betreff',
    'objet',
    'asunto',
    'assunto',
    'oggetto',
    'onderwerp',
    'ämne',
    'emne',
    'temat',
    'konu',
    'الموضوع',
    'موضوع',
  ],
  other: [
    ...[
      'cc',
      'bcc',
      'kopie',
      'copie',
      'copia',
      'kopia',
      'kopi',
      'dw',
      'bilgi',
      'نسخة',
      'reply-to',
      'antwort an',
      'répondre à',
      'responder a',
      'importance',
    ],
    ...[
      'wichtigkeit',
      'priority',
      'attachments',
      'attachment',
      'anlagen',
      'anlage',
      'pièces jointes',
      'pièce jointe',
      'organisation',
      'mailed-by',
    ],
  ],
};

/** `Till: 5 pm` and `Do: 17:00` are in forms too: the sender of the same language must stand beside them. */
const SENDER_OF: ReadonlyMap<string, readonly string[]> = new Map([
  ['till', ['från']],
  ['til', ['fra']],
  ['do', ['od']],
  ['kime', ['kimden', 'gönderen']],
]);
/** What was sent is a mail; a transfer has a date. */
const SENT: ReadonlySet<string> = new Set([
  ...['skickat', 'sendt', 'wysłano', 'wysłane', 'gönderme tarihi', 'gönderildi'],
]);
/** Other words by which transfers are described and contact forms are labelled in these languages. */
const OF_TRANSFERS: ReadonlySet<string> = new Set([
  ...['dato', 'kimden', 'gönderen', 'tarih', 'ämne', 'emne', 'temat', 'konu', 'kopia', 'kopi', 'dw', 'bilgi'],
  ...SENDER_OF.keys(),
]);
const OF_FORMS: ReadonlySet<string> = new Set(['anlage', 'attachment', 'pièce jointe']);
const ADDRESS = /[^\s<>@]@[^\s<>@]/;
const NAMED_ADDRESS = /<[^\s<>@]+@[^\s<>@]+>/;

const headerNames = new Map<string, HeaderName>();
for (const [name, words] of Object.entries(NAMES)) {
  for (const word of words) headerNames.set(word, name as HeaderName);
}

/** `From: Ana`, `*Von:* Ana`, `De : Ana`. */
const HEADER_LINE = /^\s{0,4}[*_]{0,2}([\p{L}\p{M}][\p{L}\p{M} -]{0,20}?)[*_]{0,2}\s?:[*_]{0,2}(?:\s|$)/u;

const FORWARD_MARK =
  /^[\s*_-]*(?:begin forwarded message|forwarded message|forwarded by .{1,80}|(?:anfang der )?weitergeleitete[n]? (?:nachricht|mail|e-mail)|(?:début du )?(?:message|courriel|e-mail) (?:transféré|réexpédié)|(?:inicio del )?mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|mensagem (?:encaminhada|reencaminhada)|vidarebefordrat (?:meddelande|mejl)|videresendt (?:besked|melding)|(?:wiadomość przekazana(?: dalej)?|przekazana wiadomość)|(?:[iİ]letilen|yönlendirilen) (?:ileti|mesaj)|(?:بداية )?(?:الرسالة|رسالة) (?:ال)?(?:معاد|مُعاد|محولة|محوّلة|موجهة)(?: (?:توجيهها|إرسالها))?)\s*:?[\s*_-]*$/iu;
const ORIGINAL_MARK =
  /^[\s*]*[-_]{2,}\s?(?:original message|original appointment|ursprüngliche (?:nachricht|mail)|originalnachricht|message d[’']origine|message original|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original|ursprungligt meddelande|original(?:meddelande|melding|besked)|oprindelig meddelelse|(?:wiadomość oryginalna|oryginalna wiadomość)|(?:özgün|orijinal) (?:ileti|mesaj)|الرسالة الأصلية|رسالة أصلية)\s?[-_]{2,}[\s*]*$/iu;
const RULE = /^\s*(?:[-_=*]\s?){8,}$/;

const MAX_LINES = 14;
const MAX_LINE_LENGTH = 1000;

/** What a line such as `From: Ana` tells of a mail; undefined for every other line. */
export const headerNameOf = (line: string): HeaderName | undefined => headerNames.get(headerWordOf(line));

const headerWordOf = (line: string): string => HEADER_LINE.exec(line.slice(0, 60))?.[1]?.trim().toLowerCase() ?? '';

/** A long list of recipients goes on in the next line. */
const isContinuation = (line: string, previous: HeaderName): boolean =>
  (previous === 'to' || previous === 'other' || previous === 'from') && (/^\s+\S/.test(line) || /@|;\s*$/.test(line));

/** Reads consecutive header lines; the names found say what the block is. */
function readHeaderLines(lines: readonly string[], start: number): { end: number; names: Set<HeaderName> } {
  const names = new Set<HeaderName>();
  let previous: HeaderName | undefined;
  let end = start;
  while (end < lines.length && end - start < MAX_LINES) {
    const line = lines[end] ?? '';
    const name = line.length > MAX_LINE_LENGTH ? undefined : headerNameOf(line);
    if (name !== undefined) names.add(name);
    else if (isBlank(line) || previous === undefined || !isContinuation(line, previous)) break;
    previous = name ?? previous;
    end += 1;
  }
  return { end, names };
}

function skipBlank(lines: readonly string[], from: number): number {
  let index = from;
  while (index < lines.length && isBlank(lines[index]) && index - from < 2) index += 1;
  return index;
}

/** Whether a block of words that forms have too is a mail's, and of one language. */
function isSure(lines: readonly string[], names: ReadonlySet<HeaderName>): boolean {
  const words = new Set(lines.map(headerWordOf));
  const has = (some: ReadonlySet<string>) => [...words].some((word) => some.has(word));
  const isOneLanguage = [...SENDER_OF].every(
    ([recipient, senders]) => !words.has(recipient) || senders.some((sender) => words.has(sender)),
  );
  if (!isOneLanguage) return false;
  if (has(OF_TRANSFERS) || has(SENT))
    return (has(SENT) && names.has('subject')) || lines.some((header) => NAMED_ADDRESS.test(header));
  if (!has(OF_FORMS)) return true;
  const isComplete = (['from', 'date', 'to', 'subject'] as const).every((name) => names.has(name));
  return isComplete || lines.some((header) => ADDRESS.test(header));
}

/** Three names with a sender among them; a contact form that mails `Name:` and `Subject:` has fewer. */
const isBlock = (names: ReadonlySet<HeaderName>): boolean =>
  names.has('from') && names.size >= 3 && (names.has('date') || (names.has('to') && names.has('subject')));

/**
 * Reads the header of a forwarded or answered mail that begins at a line: a mark such as `--- Forwarded message ---`
 * with the lines after it, or lines such as `From:`, `Sent:`, `To:`, `Subject:` alone, as Outlook writes them.
 */
export function readHeaderBlock(lines: readonly string[], start: number): HeaderBlock | undefined {
  const line = lines[start] ?? '';
  if (line.length > MAX_LINE_LENGTH) return undefined;
  const isForward =
    FORWARD_MARK.test(line) &&
    (/--|:\s*$/.test(line) || headerNameOf(lines[skipBlank(lines, start + 1)] ?? '') !== undefined);
  if (isForward || ORIGINAL_MARK.test(line)) {
    const first = skipBlank(lines, start + 1);
    const { end, names } = readHeaderLines(lines, first);
    return { start, end: names.size > 0 ? end : start + 1, isForward };
  }
  const isRule = RULE.test(line);
  // Inside a run of header lines the block began above; looking again at each line would take quadratic time.
  if (!isRule && (headerNameOf(line) === undefined || headerNameOf(lines[start - 1] ?? '') !== undefined))
    return undefined;
  const first = isRule ? skipBlank(lines, start + 1) : start;
  const { end, names } = readHeaderLines(lines, first);
  return isBlock(names) && isSure(lines.slice(first, end), names) ? { start, end, isForward: false } : undefined;
}
