import { compile, type FormatCallback, type HtmlToTextOptions } from 'html-to-text';
import { boundText, cutMark } from './bound-text.ts';
import { decodeEntities } from './decode-entities.ts';
import { blockTags, findTags, htmlTags, type Tag, voidTags } from './html-tags.ts';
import { stripUnseenHtml } from './strip-unseen-html.ts';

/** Private-use character that marks the end of a table cell until its line is complete. */
const CELL_END = '\uE000';

/**
 * html-to-text recurses, and takes quadratic time on deep nesting before its stack overflows (measured: 16 s for
 * 170,000 open `div`). Real mails stay below 60 levels.
 */
const MAX_DEPTH = 100;
/** Its time also grows with every element (measured: 20 µs each); newsletters have some 2,000. */
const MAX_TAGS = 6000;

const walkCell: FormatCallback = (element, walk, builder) => {
  walk(element.children, builder);
  builder.addInline(CELL_END, { noWordTransform: true });
};

/** `<`, perhaps a tag's name, and whether the rest of a tag follows. One-letter names need more proof: `a <b && c>`. */
const TAG_START = /<(?:\/?([a-z][a-z0-9]*(?::[a-z0-9]+)?))?(?=(\s*\/?>|\s+[\w:@.-]+\s*=|(?<=[a-z0-9]{2})\s[^<>]*>)?)/gi;
const OFFICE_TAG = /^(?:o|v|w|m|st1|u1):/i;
/** Elements that end where the next one begins. */
const SELF_CLOSING: ReadonlySet<string> = new Set(['p', 'li', 'tr', 'td', 'th', 'dt', 'dd', 'option']);

/** Halves of tags at a cut through the middle of a long mail. */
const CUT_TAGS = new RegExp(`(?:<[^<>]{0,2000})?${cutMark.replace(/[[\]]/g, '\\$&')}(?:[^<>]{0,2000}>)?`);

const SINGLE_BREAKS = { leadingLineBreaks: 1, trailingLineBreaks: 1 };

/** The preview of a newsletter. Not `font-size:0`, which is on wrappers of text that is seen. */
const PREVIEWS = ['div', 'span'].flatMap((name) => {
  const isHidden = ['overflow:hidden', 'overflow: hidden'].map((style) => `[style*="${style}"]`);
  const height = ['max-height:', 'max-height: '].flatMap((property) => [`${property}0`, `${property}0px`]);
  const hasNoHeight = height.flatMap((style) => [`[style*="${style};"]`, `[style$="${style}"]`]);
  const both = hasNoHeight.flatMap((first) => isHidden.map((second) => `${name}${first}${second}`));
  return [
    ...both.map((selector) => ({ selector, format: 'skip' })),
    // Other programs than Outlook read the second of `max-height:0; max-height:none`.
    ...both.map((selector) => ({
      selector: `${selector}[style*="none"]`,
      format: name === 'div' ? 'block' : 'inline',
      options: SINGLE_BREAKS,
    })),
  ];
});

const options: HtmlToTextOptions = {
  wordwrap: false,
  // The whole document: mail gateways put text before `<html>` and after `</body>`.
  baseElements: { selectors: [] },
  formatters: { cell: walkCell },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    ...['tr', 'dl', 'dt', 'dd', 'hr'].map((selector) => ({ selector, format: 'block', options: SINGLE_BREAKS })),
    { selector: 'ul', options: { itemPrefix: '- ' } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    // The indent buttons of Gmail and Outlook write a blockquote without a border: the customer's own words.
    { selector: 'blockquote[style*="border:none"]', format: 'block', options: SINGLE_BREAKS },
    { selector: 'blockquote[style*="border: none"]', format: 'block', options: SINGLE_BREAKS },
    { selector: 'blockquote[style="margin-right: 0px"]', format: 'block', options: SINGLE_BREAKS },
    { selector: '*[style*="display:none"]', format: 'skip' },
    { selector: '*[style*="display: none"]', format: 'skip' },
    ...PREVIEWS,
  ],
};
const convertMarkup = compile(options);
/** For text with a few inline tags, whose line ends are real. */
const convertMarkedUpLines = compile({ ...options, preserveNewlines: true });

/**
 * Converts the HTML of a mail to text: links by their text, no images, table cells separated by `|`, quoted mails
 * (`blockquote`) as lines that begin with `>`. Broken HTML is read as browsers do; never throws.
 */
export function htmlToPlainText(html: string): string {
  const seen = boundText(stripUnseenHtml(html.replaceAll(CELL_END, ''))).replace(CUT_TAGS, cutMark);
  const safe = escapeForeignTags(seen);
  const tags = [...findTags(safe)];
  return joinCells(tags.length > MAX_TAGS || isTooDeep(tags) ? dropTags(safe) : convertOrDropTags(safe, tags));
}

function convertOrDropTags(html: string, tags: readonly Tag[]): string {
  const convert = tags.some((tag) => blockTags.has(tag.name)) ? convertMarkup : convertMarkedUpLines;
  try {
    return convert(html);
  } catch {
    return dropTags(html);
  }
}

/** A `<` that opens no HTML tag is text: `<bob@shop.example>`, `List<String>`, `if a <b && c`. */
function escapeForeignTags(html: string): string {
  return html.replace(TAG_START, (start: string, name: string | undefined, complete: string | undefined) => {
    const isHtml = name !== undefined && (OFFICE_TAG.test(name) || htmlTags.has(name.toLowerCase()));
    return isHtml && complete !== undefined ? start : `&lt;${start.slice(1)}`;
  });
}

/** Counts open elements that browsers do not close by themselves. */
function isTooDeep(tags: readonly Tag[]): boolean {
  let depth = 0;
  for (const tag of tags) {
    if (voidTags.has(tag.name) || SELF_CLOSING.has(tag.name)) continue;
    depth = Math.max(0, depth + (tag.isClosing ? -1 : 1));
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** The plain way for HTML that cannot be walked: blocks become lines, all else is removed. */
function dropTags(html: string): string {
  let text = '';
  let position = 0;
  for (const tag of findTags(html)) {
    text += html.slice(position, tag.start) + (blockTags.has(tag.name) ? '\n' : '');
    position = tag.end;
  }
  return decodeEntities(text + html.slice(position));
}

function joinCells(text: string): string {
  if (!text.includes(CELL_END)) return text;
  const joinLine = (line: string): string => {
    if (!line.includes(CELL_END)) return line;
    const cells = line.split(CELL_END).map((cell) => cell.trim());
    return cells.filter((cell) => cell !== '').join(' | ');
  };
  return text.split('\n').map(joinLine).join('\n');
}
