import { normaliseText } from './normalise-text.ts';
import { repairMojibake } from './repair-mojibake.ts';
import { repairQuotedPrintable } from './repair-quoted-printable.ts';

/** Subjects are short; what is longer is somebody's body in the wrong field, and only its start can matter. */
const MAX_SUBJECT_LENGTH = 2000;

const COUNTER = '\\s?(?:\\[\\d{1,3}\\]|\\(\\d{1,3}\\)|\\^\\d{1,3})?\\s?[:：]\\s*';
const FORWARD_PREFIX = new RegExp(`^(?:fwd?|wg|tr|rv|doorst|إعادة توجيه)${COUNTER}`, 'iu');
const REPLY_PREFIX = new RegExp(`^(?:re|aw|antw|antwort|sv|rép|res|odp|ynt|رد|回复|答复)${COUNTER}`, 'iu');
const TICKET_WORD = '(?:ticket|case|request|issue|ref|vorgang|anfrage|demande|caso|solicitud|طلب|تذكرة)';
/** `[#12345]`, `[Ticket 12345]`, `(Case: AB-123)`, `[HELP-1234]`, `[EXT]`: written by machines, never by the customer. */
const TICKET_TAG = new RegExp(
  `^[[({](?:${TICKET_WORD}?\\s?(?:id|nr|no|n°)?[.:\\s]{0,2}#\\s?[\\w-]{2,24}|${TICKET_WORD}\\s?(?:id|nr|no|n°)?[.:\\s]{0,2}[\\w-]{0,20}\\d|` +
    '(?:help|desk|sd|sup(?:port)?|req|inc|tkt|ticket)-\\d{3,10}|ext(?:ernal|ern)?|extern[eo]?)[\\])}]\\s*[-:]?\\s*',
  'iu',
);
/** `[MER-1234]`, `[12345]`: a ticket behind a prefix; in front of all it may be an error, an invoice or a year. */
const BARE_TAG = /^[[({](?:\d{4,20}|(?!iso)[a-z]{2,10}-\d{3,10})[\])}]\s*[-:]?\s*/iu;
const TICKET_TAG_AT_END = new RegExp(
  `\\s[[({](?:${TICKET_WORD}?[.:\\s]{0,2}#\\s?[\\w-]{2,24}|${TICKET_WORD}[.:\\s]{1,2}[\\w-]{0,20}\\d)[\\])}]$`,
  'iu',
);

export interface CleanSubject {
  text: string;
  /** Whether the chain of prefixes says that the message was forwarded. */
  isForward: boolean;
}

/**
 * Strips `Re:`, `AW:`, `Fwd:`, `WG:`, `TR:`, `RV:`, `رد:` and ticket tags from the front of a subject. A subject that
 * is nothing else becomes empty.
 */
export function cleanSubject(subject: string): CleanSubject {
  const raw = repairMojibake(repairQuotedPrintable(subject.slice(0, MAX_SUBJECT_LENGTH)));
  let text = normaliseText(raw).replace(/\s+/g, ' ');
  let isForward = false;
  let hasPrefix = false;
  for (let before = ''; before !== text; ) {
    before = text;
    isForward ||= FORWARD_PREFIX.test(text);
    text = text.replace(FORWARD_PREFIX, '').replace(REPLY_PREFIX, '').replace(TICKET_TAG, '');
    hasPrefix ||= before !== text;
    if (hasPrefix) text = text.replace(BARE_TAG, '');
  }
  return { text: text.replace(TICKET_TAG_AT_END, '').trim(), isForward };
}
