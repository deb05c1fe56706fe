const UNSEEN_START =
  /<!--|<(style|script|title|svg|template)\b[^<>]*>|<img\b[^<>]*>|<!(?:doctype|\[)[^<>]*>|<\?[^<>]*>/gi;
const COMMENT = 'comment';

const closings = new Map<string, RegExp>([
  [COMMENT, /-->/g],
  ...['style', 'script', 'title', 'svg', 'template'].map((name): [string, RegExp] => [
    name,
    new RegExp(`</${name}\\s*>`, 'gi'),
  ]),
]);

/**
 * Drops what a reader of the mail never sees as text: styles, scripts, titles, comments, images with their inlined
 * data. An element that is never closed loses its tag only, for its rest may be the request. Linear time.
 */
export function stripUnseenHtml(html: string): string {
  const neverClosed = new Set<string>();
  const kept: string[] = [];
  let position = 0;
  UNSEEN_START.lastIndex = 0;
  for (let match = UNSEEN_START.exec(html); match !== null; match = UNSEEN_START.exec(html)) {
    kept.push(html.slice(position, match.index));
    position = match.index + match[0].length;
    const name = match[0] === '<!--' ? COMMENT : match[1]?.toLowerCase();
    const closing = name === undefined || neverClosed.has(name) ? undefined : closings.get(name);
    if (name !== undefined && closing !== undefined) {
      closing.lastIndex = position;
      const end = closing.exec(html);
      if (end === null) neverClosed.add(name);
      else position = end.index + end[0].length;
    }
    UNSEEN_START.lastIndex = position;
  }
  kept.push(html.slice(position));
  return kept.join('');
}
