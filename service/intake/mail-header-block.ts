import { isBlank, type LineRange } from './mail-parts.ts';

/** The header lines of a forwarded or an answered mail. */
export interface HeaderBlock extends LineRange {
  /** Whether the sender's program says that it forwards; programs use the other forms for answers too. */
  isForward: boolean;
}

type HeaderName = 'from' | 'date' | 'to' | 'subject' | 'other';

const NAMES: Record<HeaderName, string[]> = {
  from: ['from', 'von', 'de', 'da', 'van', 'från', 'fra', 'od', 'من', 'المرسل'],
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
    ...['inviato', 'verzonden', 'التاريخ', 'تاريخ', 'تاريخ الإرسال', 'تم الإرسال', 'أرسلت', 'أُرسلت', 'أُرسل'],
  ],
  to: ['to', 'an', 'à', 'a', 'para', 'aan', 'إلى', 'الى', 'المستلم'],
  subject: ['subject', 'betreff', 'objet', 'asunto', 'assunto', 'oggetto', 'onderwerp', 'الموضوع', 'موضوع'],
  other: [
    ...[
      'cc',
      'bcc',
      'kopie',
      'copie',
      'copia',
      'نسخة',
      'reply-to',
      'antwort an',
      'répondre à',
      'responder a',
      'importance',
    ],
    ...['wichtigkeit', 'priority', 'attachments', 'anlagen', 'pièces jointes', 'organisation', 'mailed-by'],
  ],
};
const headerNames = new Map<string, HeaderName>();
for (const [name, words] of Object.entries(NAMES)) {
  for (const word of words) headerNames.set(word, name as HeaderName);
}

/** `From: Ana`, `*Von:* Ana`, `De : Ana`. */
const HEADER_LINE = /^\s{0,4}[*_]{0,2}([\p{L}\p{M}][\p{L}\p{M} -]{0,20}?)[*_]{0,2}\s?:[*_]{0,2}(?:\s|$)/u;

const FORWARD_MARK =
  /^[\s*_-]*(?:begin forwarded message|forwarded message|forwarded by .{1,80}|(?:anfang der )?weitergeleitete[n]? (?:nachricht|mail|e-mail)|(?:début du )?(?:message|courriel|e-mail) (?:transféré|réexpédié)|(?:inicio del )?mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|mensagem (?:encaminhada|reencaminhada)|(?:بداية )?(?:الرسالة|رسالة) (?:ال)?(?:معاد|مُعاد|محولة|محوّلة|موجهة)(?: (?:توجيهها|إرسالها))?)\s*:?[\s*_-]*$/iu;
const ORIGINAL_MARK =
  /^[\s*]*[-_]{2,}\s?(?:original message|original appointment|ursprüngliche (?:nachricht|mail)|originalnachricht|message d[’']origine|message original|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original|الرسالة الأصلية|رسالة أصلية)\s?[-_]{2,}[\s*]*$/iu;
const RULE = /^\s*(?:[-_=*]\s?){8,}$/;

const MAX_LINES = 14;
const MAX_LINE_LENGTH = 1000;

function headerNameOf(line: string): HeaderName | undefined {
  const word = HEADER_LINE.exec(line.slice(0, 60))?.[1];
  return word === undefined ? undefined : headerNames.get(word.trim().toLowerCase());
}

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
  return isBlock(names) ? { start, end, isForward: false } : undefined;
}
