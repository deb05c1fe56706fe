import type { Channel, CleanTicket, SetAside, Ticket } from '../contracts/ticket.ts';
import { boundText } from './bound-text.ts';
import { cleanSubject } from './clean-subject.ts';
import { decodeStrayEntities } from './decode-entities.ts';
import { detectLanguage } from './detect-language.ts';
import { htmlToPlainText } from './html-to-plain-text.ts';
import { hasLetters } from './letters.ts';
import { looksLikeHtml } from './looks-like-html.ts';
import { ownText, setAsidePieces, startParts } from './mail-parts.ts';
import { normaliseText } from './normalise-text.ts';
import { repairMojibake } from './repair-mojibake.ts';
import { repairQuotedPrintable } from './repair-quoted-printable.ts';
import { splitAfterHeaders } from './reply-header.ts';
import { setAsideQuotes, setAsideThread } from './set-aside-thread.ts';

/**
 * Makes a ticket's text ready for the model and sets aside what is not the request; the ticket itself stays as it
 * came. Pure, never throws, and takes time in proportion to the text's length.
 */
export function cleanTicket(ticket: Ticket): CleanTicket {
  const subject = cleanSubject(ticket.subject);
  const { raw, isMarkup } = readBody(ticket.body);
  const { body, setAside } = takeRequest(raw, ticket.channel, subject.isForward);

  // A cleaner that deletes the request is worse than none.
  const keptRaw = isMarkup || (!hasLetters(body) && body !== raw);
  const kept = keptRaw ? { body: raw, setAside: [] } : { body, setAside };
  return { ticket, subject: subject.text, ...kept, language: detectLanguage(kept.body, subject.text), keptRaw };
}

/** The body as plain, repaired, normalised text; everything is still in it. */
function readBody(body: string): { raw: string; isMarkup: boolean } {
  const decoded = repairQuotedPrintable(body);
  const isHtml = looksLikeHtml(decoded);
  const text = isHtml ? htmlToPlainText(decoded) : decodeStrayEntities(boundText(decoded));
  const raw = normaliseText(repairMojibake(text));
  // A mail of nothing but pictures: its markup is all there is to show.
  return isHtml && raw === '' ? { raw: normaliseText(boundText(decoded)), isMarkup: true } : { raw, isMarkup: false };
}

function takeRequest(text: string, channel: Channel, isForward: boolean): { body: string; setAside: SetAside[] } {
  const isChat = channel === 'chat' || channel === 'in_app';
  const parts = startParts(isChat ? text : splitAfterHeaders(text));
  if (isChat) setAsideQuotes(parts);
  else setAsideThread(parts, isForward);
  return { body: ownText(parts), setAside: setAsidePieces(parts) };
}
