import { caseless, fullName, isName, plain } from './find-names.ts';
import { type Finding, matches } from './finding.ts';

/** `From: Ana Ruiz`, `> *Von:* Ana Ruiz`, `De : Ana Ruiz`. */
const line =
  /^[> ]{0,6}[*_]{0,2}(?<field>\p{L}[\p{L}\p{M} -]{0,20}?)[*_]{0,2} ?:[*_]{0,2} {0,3}(?<value>[^\n]{0,1000})(?=\n|$)/gmu;
/** `A: …` may be a choice in a list as well, and `Do: …` a task, so they need one of these beside it. */
const ofSenders = /^(?:from|von|de|da|van|från|fra|od|kimden|من|المرسل)$/iu;
const ofPeople =
  /^(?:from|to|cc|bcc|von|an|kopie|de|à|a|para|copie|copia|da|van|aan|från|fra|till|til|od|do|dw|kimden|kime|bilgi|من|المرسل|إلى|الى|نسخة|المستلم)$/iu;
/** With one of these beside them they head a mail: `From: London`, `To: Dubai` alone tell of a move. */
const ofMail =
  /^(?:sent|date|subject|gesendet|datum|betreff|envoyé(?: le)?|objet|enviado(?: e[lm])?|fecha|asunto|data|assunto|inviato|oggetto|verzonden|onderwerp|skickat|ämne|sendt|emne|wysłano|temat|gönder\p{L}+(?: tarihi)?|tarih|konu|(?:ال)?تاريخ(?: الإرسال)?|(?:ال)?موضوع)$/iu;
const lastNameFirst = `${plain}, ${plain}(?: ${plain})?`;
const person = new RegExp(
  `(?<![\\p{L}\\p{N}.@])(?:${lastNameFirst}|${fullName}|${caseless}(?: ${caseless}){1,3})(?=["'’]? {0,3}(?:[<‹(\\[;,]|via |on behalf |im Auftrag |$))`,
  'gu',
);

/** What mail programs write above an answered mail, with or without an address. */
const address = '(?: <[^<>\\n]{0,120}>)?';
const writers = [
  new RegExp(
    `(?<!\\p{L})${fullName}(?=${address} (?:wrote|a écrit|escribió|ha scritto|escreveu|schreef|schrieb|skrev|napisał(?:a|\\(a\\))?|pisze|(?:şunu|şunları) yazdı|yazdı) ?:)`,
    'gu',
  ),
  new RegExp(`(?<=schrieb )${fullName}(?=${address} ?:)`, 'gu'),
  new RegExp(`(?<!\\p{L})${fullName}(?=${address} (?:wrote on|schrieb am) )`, 'gu'),
];

/** Names in the headers of mails within a mail, also where no address stands beside them. */
export function findHeaderNames(text: string): Finding[] {
  if (!text.includes(':')) return [];
  const inBlocks = blocksOf(text).flatMap((lines) => {
    if (!lines.some(({ field }) => ofMail.test(field))) return [];
    const isSent = lines.some(({ field }) => ofSenders.test(field));
    return lines
      .filter(({ field }) => ofPeople.test(field) && (isSent || !/^(?:[aà]|do|dw)$/iu.test(field)))
      .flatMap(({ value, start }) =>
        matches(value, 'NAME', person, isName).map((name) => ({
          ...name,
          start: start + name.start,
          end: start + name.end,
        })),
      );
  });
  return [...inBlocks, ...writers.flatMap((pattern) => matches(text, 'NAME', pattern, isName))];
}

interface HeaderLine {
  field: string;
  value: string;
  /** Of the value. */
  start: number;
}

/** Lines with fields that stand directly below each other. */
function blocksOf(text: string): HeaderLine[][] {
  const blocks: HeaderLine[][] = [];
  let endOfLast = Number.NaN;
  for (const match of text.matchAll(line)) {
    const { field = '', value = '' } = match.groups ?? {};
    const end = match.index + match[0].length;
    if (match.index !== endOfLast + 1) blocks.push([]);
    blocks.at(-1)?.push({ field, value, start: end - value.length });
    endOfLast = end;
  }
  return blocks;
}
