import { withoutGreeting } from './greeting.ts';
import { handsOver } from './hand-over.ts';
import { countLetters, hasLetters } from './letters.ts';
import { type HeaderBlock, readHeaderBlock } from './mail-header-block.ts';
import { isBlank, type LineRange, type MailParts, ownText, setAside } from './mail-parts.ts';
import { pointsElsewhere } from './pointer.ts';
import { findHeaderAtEnd, isFollowedByQuote, isSurelyHeader, readReplyHeader } from './reply-header.ts';
import { setAsideBanner } from './security-banner.ts';
import { setAsideClosing } from './set-aside-closing.ts';

const QUOTED = /^\s{0,3}>/;
/** `> 100 failed today`, alone among unquoted lines, means "more than"; `> 2. Since when?` is a numbered question. */
const MORE_THAN = /^\s{0,3}>\s?(?!\d{1,2}[.)]\s)[\d$€£]/;

/** More nested mails than that are one piece of history. */
const MAX_BREAKS = 20;
/** A text with more lines above the first header is a log. */
const MAX_SEARCHED_LINES = 5000;

/** A place where somebody else's mail begins. */
type ThreadBreak = { kind: 'reply'; header: LineRange } | { kind: 'block'; header: HeaderBlock };

/**
 * Sets the other mails of a thread aside: lines with `>`, and everything after the header of an answered or a
 * forwarded mail. Where the writer left the asking to that mail, its text stays and only its header goes.
 *
 * Sets the signature of the request aside as well, and the banner of a mail gateway above it.
 *
 * @param isForward whether the subject says so
 */
export function setAsideThread(parts: MailParts, isForward: boolean): void {
  markQuotedLines(parts);
  let range: LineRange = { start: 0, end: parts.lines.length };
  setAsideBanner(parts, range);
  let from = 0;
  for (let count = 0; count < MAX_BREAKS; count += 1) {
    const found = findBreak(parts, from);
    if (found === undefined) break;
    const { start, end } = found.header;
    const headerKind = found.kind === 'reply' ? 'quoted_reply' : 'forwarded_header';
    if (found.kind === 'reply' && isFollowedByQuote(parts, end)) {
      setAside(parts, found.header, headerKind);
      from = end;
      continue;
    }
    const before: LineRange = { start: range.start, end: start };
    setAsideClosing(parts, before);
    setAside(parts, found.header, headerKind);
    if (!leavesRequestBelow(ownText(parts, before), found, isForward)) {
      setAside(parts, { start: end, end: range.end }, 'quoted_reply');
      range = before;
      break;
    }
    range = { start: end, end: range.end };
    setAsideBanner(parts, range);
    from = end;
  }
  setAsideClosing(parts, range);
  if (restoreQuoteThatIsTheRequest(parts)) setAsideClosing(parts, range);
  else restoreAnnouncedQuotes(parts);
}

/** Sets lines with `>` aside, other than those that the writer announces. */
export function setAsideQuotes(parts: MailParts): void {
  markQuotedLines(parts);
  restoreAnnouncedQuotes(parts);
}

/** Marks lines that begin with `>`, and the blank lines between them. */
function markQuotedLines(parts: MailParts): void {
  const isQuoted = (index: number): boolean => QUOTED.test(parts.lines[index] ?? '');
  parts.lines.forEach((line, index) => {
    const isAlone = !isQuoted(index - 1) && !isQuoted(index + 1);
    if (isQuoted(index) && !(isAlone && MORE_THAN.test(line))) parts.kinds[index] = 'quoted_reply';
  });
}

function findBreak(parts: MailParts, from: number): ThreadBreak | undefined {
  for (let index = from; index < Math.min(parts.lines.length, from + MAX_SEARCHED_LINES); index += 1) {
    if (parts.kinds[index] !== undefined || isBlank(parts.lines[index])) continue;
    const block = readHeaderBlock(parts.lines, index);
    if (block !== undefined) return { kind: 'block', header: block };
    const reply = readReplyHeader(parts, index);
    if (reply !== undefined) return { kind: 'reply', header: reply };
  }
  return undefined;
}

/** Whether the writer's own words above a mail ask nothing without it. */
function leavesRequestBelow(above: string, found: ThreadBreak, subjectSaysForward: boolean): boolean {
  if (countLetters(withoutGreeting(above)) === 0 || pointsElsewhere(above)) return true;
  const isForward = found.kind === 'block' && (found.header.isForward || subjectSaysForward);
  return isForward && handsOver(above);
}

/** `Please see below`, or a greeting and no more, above nothing but quoted lines: the quoted lines are the request. */
function restoreQuoteThatIsTheRequest(parts: MailParts): boolean {
  const own = ownText(parts);
  const asked = withoutHeaderAtEnd(own);
  const letters = countLetters(withoutGreeting(asked));
  if (!hasLetters(own) || (letters > 0 && !pointsElsewhere(asked))) return false;
  const quoted = [...parts.lines.keys()].filter((index) => isQuote(parts, index));
  for (const index of quoted) restore(parts, index);
  return quoted.length > 0;
}

/** A text without `Quoting Meridian Support:` at its end, which hands nothing over to what is quoted. */
function withoutHeaderAtEnd(text: string): string {
  const lines = text.split('\n');
  const start = findHeaderAtEnd(lines) ?? lines.length;
  return isSurelyHeader(lines.slice(start).join(' ')) ? lines.slice(0, start).join('\n') : text;
}

/**
 * `The bank told us:` above quoted lines: the writer quotes somebody, no mail program does. Below a quote that stays
 * set aside such a line may be an answer, and the next question follows it.
 */
function restoreAnnouncedQuotes(parts: MailParts): void {
  let isAnnounced = false;
  for (const [index, line] of parts.lines.entries()) {
    if (isQuote(parts, index)) {
      if (!isAnnounced) return;
      restore(parts, index);
    } else if (!isBlank(line)) {
      isAnnounced = parts.kinds[index] === undefined && isAnnouncement(parts.lines, index);
    }
  }
}

const isAnnouncement = (lines: readonly string[], index: number): boolean =>
  /[:：]\s*$/.test(lines[index] ?? '') &&
  findHeaderAtEnd(lines.slice(Math.max(0, index - 2), index + 1)) === undefined &&
  hasLetters(withoutGreeting(lines[index] ?? ''));

const isQuote = (parts: MailParts, index: number): boolean =>
  parts.kinds[index] === 'quoted_reply' && QUOTED.test(parts.lines[index] ?? '');

function restore(parts: MailParts, index: number): void {
  parts.kinds[index] = undefined;
  parts.lines[index] = (parts.lines[index] ?? '').replace(/^\s*(?:>\s?)+/, '');
}
