import { readClosing } from './closing-phrases.ts';
import { isDeviceLine } from './device-line.ts';
import { withoutGreeting } from './greeting.ts';
import { hasLegalSign, looksLikeLegalFooter, opensLegalFooter } from './legal-footer.ts';
import { hasLetters } from './letters.ts';
import { type LineRange, type MailParts, ownLines, ownText, type SetAsideKind, setAside } from './mail-parts.ts';
import {
  hasContact,
  isContactLine,
  isDetail,
  looksLikeName,
  looksLikeSignature,
  mayBeAddress,
  mayBeRequest,
  namesTopic,
  soundsLikeRequest,
  startsWithName,
} from './signature-line.ts';

const DELIMITER = /^\s*(?:-{2,80}|_{2,80}|—{1,40}|–{1,40}|={2,80}|\+{2,80}|\*{2,80}|~{2,80})\s*$/;
/** What mail programs write above a signature (RFC 3676); longer rules are in forms too. */
const SIGNATURE_MARK = /^--\s?$/;
const RULE = /^\s*(?:[-_=*~—–]\s?){3,}$/;

const MAX_SIGNATURE_LINES = 14;
const MAX_FOOTERS = 8;
const MAX_FOOTER_LINES = 60;

/**
 * Sets the end of a letter aside: notices of firms and phones, then the signature. Only what stands at the end and
 * can be nothing else goes: a request below "Regards", a postscript, a `--` in the middle all stay.
 *
 * @param range lines of one writer; lines already set aside are skipped
 */
export function setAsideClosing(parts: MailParts, range: LineRange): void {
  for (let count = 0; count < MAX_FOOTERS; count += 1) {
    const footer = findFooter(parts, ownLines(parts, range));
    if (footer === undefined || !leavesText(parts, range, footer.start)) break;
    setAside(parts, { start: footer.start, end: range.end }, footer.kind);
  }
  const signature = findSignature(parts, ownLines(parts, range));
  if (signature !== undefined && leavesText(parts, range, signature)) {
    setAside(parts, { start: signature, end: range.end }, 'signature');
  }
}

/** Whether more than a greeting is left, or a greeting above somebody else's mail, which is then the request. */
function leavesText(parts: MailParts, { start, end: endOfMail }: LineRange, end: number): boolean {
  const own = ownText(parts, { start, end });
  if (hasLetters(withoutGreeting(own))) return true;
  const hasOtherMail = endOfMail < parts.lines.length || parts.kinds.includes('quoted_reply');
  return hasOtherMail && hasLetters(own);
}

function findFooter(parts: MailParts, own: readonly number[]): { start: number; kind: SetAsideKind } | undefined {
  const last = own.at(-1);
  if (last === undefined) return undefined;
  const lastLine = parts.lines[last] ?? '';
  if (isDeviceLine(lastLine)) return { start: last, kind: 'signature' };
  const position = findLegalFooter(parts, own);
  if (position === undefined || isAnnounced(parts, own, position)) return undefined;
  const fence = own[position - 1];
  const isFenced = fence !== undefined && RULE.test(parts.lines[fence] ?? '');
  return { start: (isFenced ? fence : own[position]) ?? 0, kind: 'legal_footer' };
}

/** `Please put this on our invoices:` hands over the paragraph that follows; `Important notice:` is a part of it. */
function isAnnounced(parts: MailParts, own: readonly number[], position: number): boolean {
  const lineAt = (at: number): string => parts.lines[own[at] ?? -1] ?? '';
  let start = position;
  while (start > 0 && own[start - 1] === (own[start] ?? 0) - 1) {
    start -= 1;
    if (readClosing(lineAt(start)) !== undefined) return false;
  }
  return [start, position].some((first) => {
    const above = lineAt(first - 1).trim();
    return /[:：]$/.test(above) && above.split(/\s+/).length > 3 && !opensLegalFooter(above);
  });
}

/**
 * Looks upwards from the end for the first line of a notice, line by line, for a notice is often glued to the
 * signature above it. Goes on past a paragraph only when that paragraph sounds like a notice too.
 */
function findLegalFooter(parts: MailParts, own: readonly number[]): number | undefined {
  const lineAt = (position: number): string => parts.lines[own[position] ?? -1] ?? '';
  const end = RULE.test(lineAt(own.length - 1)) ? own.length - 1 : own.length;
  if (!hasLegalSign(lastParagraph(parts, own, end))) return undefined;
  let notice = '';
  let paragraph = '';
  let shortest: number | undefined;
  for (let position = end - 1; position >= Math.max(0, end - MAX_FOOTER_LINES); position -= 1) {
    if (position < end - 1 && (own[position + 1] ?? 0) - (own[position] ?? 0) > 1) {
      if (shortest !== undefined || !hasLegalSign(paragraph)) break;
      paragraph = '';
    }
    notice = `${lineAt(position)}\n${notice}`;
    paragraph = `${lineAt(position)}\n${paragraph}`;
    if (!looksLikeLegalFooter(notice)) continue;
    if (opensLegalFooter(lineAt(position))) return position;
    shortest ??= position;
  }
  return shortest;
}

function lastParagraph(parts: MailParts, own: readonly number[], end: number): string {
  let start = end - 1;
  while (start > 0 && own[start - 1] === (own[start] ?? 0) - 1) start -= 1;
  return own
    .slice(Math.max(start, end - MAX_FOOTER_LINES), end)
    .map((index) => parts.lines[index])
    .join('\n');
}

/** The line with which the signature begins, when everything below it can only belong to a signature. */
function findSignature(parts: MailParts, own: readonly number[]): number | undefined {
  const lines = own.map((index) => parts.lines[index] ?? '');
  const last = lines.length - 1;
  const paragraphs = new Set(own.flatMap((index, position) => (own[position - 1] === index - 1 ? [] : [position])));
  let start = findDelimitedBlock(lines, paragraphs);
  for (let position = (start ?? lines.length) - 1; position >= Math.max(0, last - MAX_SIGNATURE_LINES); position -= 1) {
    const line = lines[position] ?? '';
    const below = lines[position + 1];
    const closing = readClosing(line);
    const isThanksAlone = closing?.kind === 'thanks' && closing.name === '' && below === undefined;
    if (DELIMITER.test(line)) {
      if (start !== position + 1 && !beginsSignature(lines, position, paragraphs)) break;
      start = position;
    }
    // A start has been found below, so this one must be followed by a name: `Thanks,` / `Ana` / `--` / `Ana Ruiz | Sales`.
    else if (
      closing !== undefined &&
      !isThanksAlone &&
      (start === undefined || start === position + 1 || looksLikeName(below ?? ''))
    ) {
      start = position;
    } else if (!mayBeSigned(lines, position) || listsDetails(lines, position, paragraphs)) break;
  }
  return start === undefined ? undefined : own[start];
}

/** Whether a line below a name is of a signature; an address only where the lines beside it, up to `Regards`, tell of a contact. */
function mayBeSigned(lines: readonly string[], position: number): boolean {
  const line = lines[position] ?? '';
  if (looksLikeSignature(line)) return true;
  if (!mayBeAddress(line)) return false;
  const above = lines.slice(Math.max(0, position - MAX_SIGNATURE_LINES), position);
  const closing = above.findLastIndex((other) => DELIMITER.test(other) || readClosing(other) !== undefined);
  const signed = closing < 0 ? [] : above.slice(closing + 1);
  return [...signed, ...lines.slice(position + 1)].some(isContactLine);
}

/** Whether a line and the first of its paragraph are details, as customers list them below their names. */
function listsDetails(lines: readonly string[], position: number, paragraphs: ReadonlySet<number>): boolean {
  let start = position;
  while (start > 0 && !paragraphs.has(start)) start -= 1;
  return isDetail(lines[position] ?? '') && isDetail(lines[start] ?? '');
}

/**
 * The last `--` whose block begins like a signature; then the lines below may also be slogans, which are about
 * anything but the request.
 */
function findDelimitedBlock(lines: readonly string[], paragraphs: ReadonlySet<number>): number | undefined {
  const from = Math.max(0, lines.length - MAX_SIGNATURE_LINES);
  const delimiter = lines.findLastIndex((line, position) => position >= from && DELIMITER.test(line));
  const block = lines.slice(delimiter + 1);
  const isSignature = delimiter >= 0 && looksLikeSignature(block[0] ?? '') && !block.some(mayBeRequest);
  return isSignature && beginsSignature(lines, delimiter, paragraphs) ? delimiter : undefined;
}

/**
 * Whether a rule parts a signature from a text, rather than a heading from a list: above it stands `Regards` or more
 * than a heading, below it somebody's name or address. A `--` that begins a paragraph needs neither.
 *
 * @param paragraphs positions of the lines that follow a blank one
 */
function beginsSignature(lines: readonly string[], delimiter: number, paragraphs: ReadonlySet<number>): boolean {
  const block = lines.slice(delimiter + 1);
  if (block.length === 0 || closesLetter(lines.slice(0, delimiter))) return true;
  const above = lines.slice(Math.max(0, delimiter - 3), delimiter).filter((line) => hasLetters(withoutGreeting(line)));
  const [line = ''] = above.slice(-1);
  if (/[:：]\s*$/.test(line)) return false;
  const isMark = SIGNATURE_MARK.test(lines[delimiter] ?? '');
  if (isMark && paragraphs.has(delimiter)) return true;
  if (!startsWithName(block[0] ?? '') && !block.some(hasContact) && !(isMark && isFirstName(block))) return false;
  return above.length > 1 || !looksLikeHeading(line) || (isMark && namesTopic(line));
}

/** Whether a text ends in `Regards` or in `Thanks` and a name. */
function closesLetter(lines: readonly string[]): boolean {
  const [above = '', last = ''] = ['', '', ...lines].slice(-2);
  const closing = readClosing(last);
  if (closing !== undefined) return closing.kind === 'parting' || closing.name !== '';
  return readClosing(above) !== undefined && looksLikeName(last);
}

/** `joe` and no more. */
const isFirstName = ([line = '', ...others]: readonly string[]): boolean =>
  others.length === 0 && /^\s*\p{L}+\s*$/u.test(line) && looksLikeName(line) && !namesTopic(line);

/** `Website enquiry`: a few words that are no sentence and ask for nothing. */
const looksLikeHeading = (line: string): boolean =>
  line.trim().split(/\s+/).length <= 4 && !/[.!?؟…]\s*$/.test(line) && !soundsLikeRequest(line);
