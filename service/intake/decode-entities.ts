import { compile } from 'html-to-text';

const ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/gi;
/** Entities that people write when they speak of HTML itself. */
const SYNTAX = /^&(?:amp|lt|gt);$/i;

const convert = compile({ wordwrap: false });

function decodeOne(entity: string): string {
  if (entity.startsWith('&#')) {
    const isHex = /^&#x/i.test(entity);
    const code = Number.parseInt(entity.slice(isHex ? 3 : 2, -1), isHex ? 16 : 10);
    return code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code);
  }
  // Between dots, for the converter trims white space such as `&nbsp;`.
  return convert(`.${entity}.`).slice(1, -1);
}

function decodeUnless(text: string, isLeftAlone: (entity: string) => boolean): string {
  const known = new Map<string, string>();
  return text.replace(ENTITY, (entity) => {
    if (isLeftAlone(entity)) return entity;
    const decoded = known.get(entity) ?? decodeOne(entity);
    known.set(entity, decoded);
    return decoded;
  });
}

/** Decodes every HTML entity; what is no entity stays as it is. */
export const decodeEntities = (text: string): string => decodeUnless(text, () => false);

/**
 * Decodes the entities that a form left in plain text (`don&#39;t`, `&nbsp;`). In a text that also has tags, code or a
 * bare `&`, the customer means `&amp;`, `&lt;` and `&gt;` as they are written.
 */
export function decodeStrayEntities(text: string): string {
  if (!text.includes('&')) return text;
  const isAboutSyntax = /<\/?[a-z]|&(?!#?\w{1,31};)|`/i.test(text);
  return decodeUnless(text, (entity) => isAboutSyntax && SYNTAX.test(entity));
}
