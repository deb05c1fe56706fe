import { createHash } from 'node:crypto';
import type { EscalatedTicket } from '../contracts/escalated-ticket.ts';
import type { Category, Taxonomy } from '../contracts/taxonomy.ts';
import { foldLookalikes } from '../privacy/fold-lookalikes.ts';

export interface Prompt {
  system: string;
  user: string;
}

/** `prompt.md`, taken apart. */
export interface PromptTemplate {
  version: string;
  system: string;
  user: string;
}

const divider = '\n=== user ===\n';

/** @param text `prompt.md`; its first comment names the version. @throws RangeError that says what is missing */
export function parseTemplate(text: string): PromptTemplate {
  const comment = /^<!--([\s\S]*?)-->\n/.exec(text);
  const version = /^version:\s*(\S+)/m.exec(comment?.[1] ?? '')?.[1];
  if (!comment || !version) throw new RangeError('the prompt needs a first comment with a line "version: …"');
  const [system, user, ...more] = text.slice(comment[0].length).split(divider);
  if (!system || !user || more.length > 0)
    throw new RangeError('the prompt needs one line "=== user ===" between two parts');
  for (const needed of ['categories', 'body']) {
    if (!text.includes(`{{${needed}}}`)) throw new RangeError(`the prompt does not use {{${needed}}}`);
  }
  return { version, system: system.trim(), user: user.trim() };
}

export interface PromptOptions {
  tokenBudget?: number;
  /** Labelled tickets that resemble this one, best first, masked; label null: out of taxonomy. */
  similar?: readonly { label: string | null; subject: string; body: string }[];
}

/** English averages four characters a token in the vocabularies of today's models; a budget needs no more exactness. */
const charactersPerToken = 4;

/**
 * The prompt for one ticket, self-contained: whoever answers has never heard of the company.
 * @param ticket cleaned and masked: everything in it leaves the company
 * @param options.tokenBudget for both messages; when it is short, the descriptions of the least likely categories shorten first,
 *   and no code ever disappears
 */
export function buildPrompt(
  ticket: Pick<EscalatedTicket, 'ticketId' | 'channel' | 'subject' | 'body' | 'candidates'>,
  taxonomy: Taxonomy,
  template: PromptTemplate,
  { tokenBudget = 12_000, similar = [] }: PromptOptions = {},
): Prompt {
  const withoutCodes = codeBlinder(taxonomy);
  const fence = fenceOf(ticket);
  const values = {
    company: taxonomy.name ?? 'a company',
    houseRules: listed(taxonomy.houseRules.map(({ id, when, goesTo }) => `${id}: ${when} → ${goesTo}`)),
    severalProblems: listed(taxonomy.severalProblems),
    precedence: taxonomy.precedence.join(', ') || 'none',
    vocabulary: listed(Object.entries(taxonomy.vocabulary).map(([word, meaning]) => `${word}: ${meaning}`)),
    candidates:
      ticket.candidates.map(({ category, probability }) => `${category} ${percent(probability)}`).join(', ') || 'none',
    similar: describeSimilar(similar, withoutCodes, (tokenBudget * charactersPerToken) / 4),
    fence,
    channel: ticket.channel,
    subject: withoutCodes(ticket.subject),
    body: withoutCodes(ticket.body),
  };
  const without = fill(template.system, { ...values, categories: '' }).length + fill(template.user, values).length;
  const room = tokenBudget * charactersPerToken - without;
  return {
    system: fill(template.system, { ...values, categories: describeCategories(ticket, taxonomy, room) }),
    user: fill(template.user, values),
  };
}

/** What looks like a fence to a model, whatever its number. Sought from the first dash of a row alone: a long one would take minutes. */
const fenceLike = '(?<!-)-{2,}[ \\t]*ticket(?!\\p{L})[^\\n-]{0,40}-{2,}';

/** What models end a thought with: one that quotes it would end it there, and go on in the words of the text. */
const thoughtLike = '<\\s{0,9}/?\\s{0,9}think(?:ing)?\\s{0,9}/?\\s{0,9}>';

/**
 * A code is the company's own word. A text that speaks of one wants to be sorted under it, and one that draws fences wants to end
 * before it does, as does one that ends the model's thought. Other dashes, digits and letters that look the same are no way around it.
 */
function codeBlinder({ codes }: Pick<Taxonomy, 'codes'>): (text: string) => string {
  const alternatives = [...codes]
    .sort((a, b) => b.length - a.length)
    .map((code) => code.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[-_]/g, '[-_]'))
    .join('|');
  // As a word of its own and written as a code, so that a code such as PAY leaves the verb alone.
  const pattern = new RegExp(
    `${fenceLike}|${thoughtLike}|(?<![\\p{L}\\p{N}_-])(?:${alternatives})(?![\\p{L}\\p{N}_-])`,
    'giu',
  );
  return (text) => {
    let blinded = '';
    let done = 0;
    for (const { 0: match, index } of foldLookalikes(text).matchAll(pattern)) {
      if (!codes.includes(match) && !/[-_\d<]/.test(match)) continue;
      blinded += `${text.slice(done, index)}[code]`;
      done = index + match.length;
    }
    return blinded + text.slice(done);
  };
}

const mostSimilarCharacters = 400;

/** One line each, quoted: whatever stands in them stays inside the quotes. */
function describeSimilar(
  similar: NonNullable<PromptOptions['similar']>,
  withoutCodes: (text: string) => string,
  room: number,
): string {
  const lines: string[] = [];
  let length = 0;
  for (const { label, subject, body } of similar) {
    const text = withoutCodes(`${subject}\n${body}`.trim()).slice(0, mostSimilarCharacters).toWellFormed();
    const line = `${label ?? 'out of taxonomy'}: ${JSON.stringify(text)}`;
    length += line.length;
    if (length > room) break;
    lines.push(line);
  }
  return listed(lines);
}

/** From full to bare; a shorter one never says anything that a longer one does not. */
const describe: ((category: Category) => string)[] = [
  (category) => [heading(category), ...excludes(category), ...examples(category)].join('\n'),
  (category) => [heading(category), ...excludes(category)].join('\n'),
  heading,
  ({ code, name }) => `- ${code}: ${name}`,
];

function heading({ code, name, definition, includes }: Category): string {
  return `- ${code}: ${name}. ${[definition, ...includes].filter(Boolean).join('; ')}`;
}

const excludes = (category: Category) =>
  category.excludes.map(({ when, goesTo }) => `  - not when ${when}: then ${goesTo}`);
const examples = ({ examples: texts }: Category) => texts.map((text) => `  - for example: ${JSON.stringify(text)}`);

function describeCategories(
  { candidates }: Pick<EscalatedTicket, 'candidates'>,
  { categories }: Taxonomy,
  room: number,
): string {
  const likely = candidates.map(({ category }) => category);
  const rank = (code: string) => (likely.includes(code) ? likely.indexOf(code) : likely.length);
  const leastLikelyFirst = categories
    .map((_, i) => i)
    .sort((a, b) => {
      const [first, second] = [categories[a] as Category, categories[b] as Category];
      return rank(second.code) - rank(first.code) || b - a;
    });
  const texts = categories.map((category) => (describe[0] as (typeof describe)[number])(category));
  let length = texts.reduce((sum, text) => sum + text.length + 1, 0);
  for (const shorter of describe.slice(1)) {
    for (const i of leastLikelyFirst) {
      if (length <= room) return texts.join('\n');
      const text = shorter(categories[i] as Category);
      length += text.length - (texts[i] as string).length;
      texts[i] = text;
    }
  }
  return texts.join('\n');
}

/** The text has lost all that looks like it. The same for the same ticket, so that a run can be repeated. */
function fenceOf({ ticketId }: Pick<EscalatedTicket, 'ticketId'>): string {
  return `----- ticket ${createHash('sha256').update(`0:${ticketId}`).digest('hex').slice(0, 12)} -----`;
}

/** In one pass, so that braces in a ticket's text stay text. */
function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (braces, name: string) => values[name] ?? braces);
}

const listed = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n') || 'none';
const percent = (probability: number) => `${Math.round(probability * 100)} %`;
