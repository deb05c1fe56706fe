import { blockTags, findTags, mailTags, type Tag, voidTags } from './html-tags.ts';
import { countLetters, hasLetters } from './letters.ts';

/** The start of a body shows what it is. */
const SAMPLE_LENGTH = 32_768;

const DOCUMENT = /^\s*(?:<\?xml[^<>]*>\s*)?<(?:!doctype\s+html|html|head|body)[\s>]/i;
const CODE_FENCE = /^```/m;
/** A tag in quotes or backticks is being talked about. */
const QUOTE_MARK = /["'`´“”‘’«»]/;
/** What a developer gives to elements; mail programs use classes of their own names. */
const DEVELOPER_ATTRIBUTE =
  /\s(?:id|on[a-z]+|data-[\w-]+|class)\s*=(?!\s*["']?(?:gmail|moz|mso|yahoo|apple|wordsection|outlook|elementtoproof))/i;

/**
 * Whether a body is HTML, as opposed to text that contains tags: generics and stack traces (`List<String>`), XML,
 * snippets of a shop's page. When in doubt it is text, for leftover tags harm less than a lost sentence.
 */
export function looksLikeHtml(body: string): boolean {
  const text = body.length > SAMPLE_LENGTH ? body.slice(0, SAMPLE_LENGTH) : body;
  if (!text.includes('<') || CODE_FENCE.test(text)) return false;
  if (DOCUMENT.test(text)) return true;
  const tags = [...findTags(text)].filter((tag) => !isTalkedAbout(text, tag));
  const fromMail = tags.filter((tag) => mailTags.has(tag.name));
  if (fromMail.length === 0 || tags.length > 2 * fromMail.length) return false;
  const startsWithTag = text.slice(0, fromMail[0]?.start).trim() === '';
  if (startsWithTag && isTextInside(text, fromMail)) return true;
  return isMarkedUpText(text, fromMail);
}

function isTalkedAbout(text: string, tag: Tag): boolean {
  return QUOTE_MARK.test(text.charAt(tag.start - 1)) && QUOTE_MARK.test(text.charAt(tag.end));
}

/** Whether letters, if any, mostly stand inside elements, as in `<p>…</p>`, and not before, between or after them. */
function isTextInside(text: string, tags: readonly Tag[]): boolean {
  let inside = 0;
  let loose = 0;
  let open = tags[0]?.name === 'br' ? 1 : 0;
  tags.forEach((tag, index) => {
    if (!voidTags.has(tag.name) && tag.name !== 'script') open = Math.max(0, open + (tag.isClosing ? -1 : 1));
    const letters = countLetters(text.slice(tag.end, tags[index + 1]?.start));
    if (open > 0) inside += letters;
    else loose += letters;
  });
  return inside >= loose;
}

/** Whether text that begins without a tag was still written by a mail program or a web form (`Hi,<br>my order…`). */
function isMarkedUpText(text: string, tags: readonly Tag[]): boolean {
  if (tags.some((tag) => DEVELOPER_ATTRIBUTE.test(tag.attributes))) return false;
  const blocks = tags.filter((tag) => blockTags.has(tag.name));
  if (blocks.length > 0 && hasManyPlainLines(text)) return false;
  const breaks = blocks.filter((tag) => tag.name === 'br' && !standsBetweenSpaces(text, tag));
  return breaks.length > 0 || encloses(text, tags);
}

/** In HTML from a form every line ends in a tag; around a pasted snippet the lines are plain. */
function hasManyPlainLines(text: string): boolean {
  const lines = text.split('\n').filter(hasLetters);
  const plain = lines.filter((line) => !/^\s*<\/?[a-z]|<\/?[a-z][^<>]*>\s*$/i.test(line));
  return plain.length >= 2 && plain.length > lines.length * 0.4;
}

/** `Why does <br> appear` speaks about a tag, `Hello,<br>I…` uses it. */
function standsBetweenSpaces(text: string, tag: Tag): boolean {
  return text.charAt(tag.start - 1) === ' ' && text.charAt(tag.end) === ' ';
}

function encloses(text: string, tags: readonly Tag[]): boolean {
  return tags.some((tag, index) => {
    const next = tags[index + 1];
    return (
      next?.isClosing &&
      !tag.isClosing &&
      next.name === tag.name &&
      /[\p{L}\p{N}]/u.test(text.slice(tag.end, next.start))
    );
  });
}
