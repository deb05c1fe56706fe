import { Buffer } from 'node:buffer';

/** Lines of quoted-printable end in a soft break after at most 76 characters; some programs miscount. */
const SOFT_BREAK = /^.{20,79}=$/;
/** Bytes that can only be UTF-8 characters; in URLs bytes are written with `%`. */
const UTF8_CHARACTERS =
  /(?:=C[2-9A-F]=[89AB][0-9A-F]|=D[0-9A-F]=[89AB][0-9A-F]|=E[0-9A-F](?:=[89AB][0-9A-F]){2}|=F[0-4](?:=[89AB][0-9A-F]){3})+/g;
const ANY_BYTES = /(?:=[0-9A-F]{2})+/g;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder('windows-1252');

function decodeBytes(escaped: string, fallback: (bytes: Uint8Array) => string): string {
  const bytes = Buffer.from(escaped.replaceAll('=', ''), 'hex');
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return fallback(bytes);
  }
}

/** Base64 (certificates, tokens) also ends its lines in `=`, yet has no spaces. */
const isSoftBreak = (line: string): boolean => SOFT_BREAK.test(line) && line.includes(' ');

/**
 * Decodes quoted-printable that a gateway forgot to decode. UTF-8 sequences are decoded wherever they stand; single
 * bytes (`=20`, `=3D`, `=E9`) only in a text with soft line breaks, for `id=20` is also how people write.
 */
export function repairQuotedPrintable(text: string): string {
  if (!text.includes('=')) return text;
  const lines = text.split(/\r?\n/);
  const softBreaks = lines.filter(isSoftBreak).length;
  const isEncoded = softBreaks >= 2 || (softBreaks === 1 && /=(?:20|3D|[89A-F][0-9A-F])/.test(text));
  if (!isEncoded) return text.replace(UTF8_CHARACTERS, (escaped) => decodeBytes(escaped, () => escaped));

  const joined = lines.reduce((whole, line, index) => {
    const isLast = index === lines.length - 1;
    return whole + (isSoftBreak(line) && !isLast ? line.slice(0, -1) : line + (isLast ? '' : '\n'));
  }, '');
  return joined.replace(ANY_BYTES, (escaped) => decodeBytes(escaped, (bytes) => windows1252.decode(bytes)));
}
