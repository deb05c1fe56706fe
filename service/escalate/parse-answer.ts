import { jsonrepair } from 'jsonrepair';
import type { Taxonomy } from '../contracts/taxonomy.ts';

/** What a frontier model said of a ticket, understood. */
export interface FrontierAnswer {
  /** A code of the taxonomy; null: out of taxonomy. */
  category: string | null;
  rationale: string;
  /** Its own word about itself: shown to people, never used as a probability. */
  doubt: 'low' | 'medium' | 'high' | null;
}

/** `problem` is written for the model: it is what a repair turn sends back. */
export type ParsedAnswer = { ok: true; answer: FrontierAnswer } | { ok: false; problem: string };

const keys = {
  category: ['category', 'code', 'categorycode', 'label', 'class', 'classification', 'answer', 'route'],
  outOfTaxonomy: ['outoftaxonomy', 'outofscope', 'oot', 'oos', 'nocategory'],
  rationale: ['rationale', 'reason', 'reasoning', 'explanation', 'because', 'justification', 'why'],
  doubt: ['doubt', 'uncertainty', 'unsure'],
};
const noCategory = new Set([
  '',
  'none',
  'null',
  'n/a',
  'na',
  'out of taxonomy',
  'out_of_taxonomy',
  'outoftaxonomy',
  'unknown',
]);
const mostRationale = 1000;
// A provider that runs away must not hold up the process: what counts stands at the end.
const mostCharacters = 20_000;
const mostObjects = 200;

/**
 * Reads the raw text of an answer. Forgiving in form (fences, preambles, trailing commas, single quotes, other names of keys, lower
 * case, a name for a code) and strict in content: a category that is not in the taxonomy is never accepted.
 */
export function parseAnswer(text: string, taxonomy: Pick<Taxonomy, 'categories'>): ParsedAnswer {
  const end = withoutThinking(text).slice(-mostCharacters);
  // Models that think aloud end with their answer.
  for (const object of objectsIn(end).flatMap(withInner).reverse()) {
    if (field(object, 'category') !== undefined || field(object, 'outOfTaxonomy') !== undefined)
      return understand(object, taxonomy);
  }
  // Prose that mentions a code may be about why it is not that one: only the code alone is an answer.
  const alone = resolve(end.replace(/```\w*/g, ''), taxonomy);
  if (alone !== undefined) return { ok: true, answer: { category: alone, rationale: '', doubt: null } };
  return {
    ok: false,
    problem: 'The answer holds no JSON object with "category". Answer with that object and nothing else.',
  };
}

function understand(object: Record<string, unknown>, taxonomy: Pick<Taxonomy, 'categories'>): ParsedAnswer {
  const said = field(object, 'category');
  const isOutside = truth(field(object, 'outOfTaxonomy'));
  const isNamed = typeof said === 'string' && (isCode(said, taxonomy) || !noCategory.has(said.trim().toLowerCase()));
  const named = isNamed ? said : null;
  if (named === null) {
    if (said !== null && said !== undefined && typeof said !== 'string')
      return { ok: false, problem: `"category" must be a code in quotes or null, not ${quoted(said)}.` };
    if (isOutside === false || (isOutside === null && said === undefined))
      return { ok: false, problem: 'There is no category although "outOfTaxonomy" is not true. Give one of them.' };
  }
  const category = named === null ? null : resolve(named, taxonomy);
  if (category === undefined)
    return {
      ok: false,
      problem: `${quoted(named)} is not a category. Use a code of the list, written exactly so.`,
    };
  if (category !== null && isOutside === true)
    return { ok: false, problem: `A ticket is either ${category} or out of taxonomy, not both.` };
  const rationale = field(object, 'rationale');
  const doubt = String(field(object, 'doubt') ?? '').toLowerCase();
  return {
    ok: true,
    answer: {
      category,
      rationale: typeof rationale === 'string' ? clip(rationale) : '',
      doubt: doubt === 'low' || doubt === 'medium' || doubt === 'high' ? doubt : null,
    },
  };
}

const isCode = (text: string, { categories }: Pick<Taxonomy, 'categories'>) =>
  categories.some(({ code }) => code === text.trim());

/** A code, a name, or a code with its name, in any case; undefined when it is none of them or more than one. */
function resolve(text: string, { categories }: Pick<Taxonomy, 'categories'>): string | undefined {
  const wanted = plain(text);
  const exact = categories.filter(({ code }) => code === text.trim());
  const same = categories.filter(({ code, name }) => plain(code) === wanted || plain(name) === wanted);
  const both = categories.filter(({ code, name }) =>
    [`${code} ${name}`, `${name} ${code}`].some((form) => plain(form) === wanted),
  );
  const found = [exact, same, both].find(({ length }) => length > 0) ?? [];
  return found.length === 1 ? found[0]?.code : undefined;
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** What a model thinks aloud, and did not come to the end of, is no answer. */
function withoutThinking(text: string): string {
  const end = text.lastIndexOf('</think>');
  if (end >= 0) return text.slice(end + '</think>'.length);
  return text.includes('<think>') ? '' : text;
}

/** An object and those directly within it: some wrap the answer up. */
function withInner(object: Record<string, unknown>): Record<string, unknown>[] {
  const inner = Object.values(object).filter(
    (value): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  return [...inner, object];
}

/** Every outermost {…} that is JSON, or nearly. One that was cut off may have been cut off in its category. */
function objectsIn(text: string): Record<string, unknown>[] {
  const objects: Record<string, unknown>[] = [];
  for (let start = beginOfLast(mostObjects, text); start >= 0; ) {
    const end = closingBrace(text, start);
    const object = end === null ? undefined : toObject(text.slice(start, end));
    if (object) objects.push(object);
    start = text.indexOf('{', object && end !== null ? end : start + 1);
  }
  return objects;
}

/** Where the last so many opening braces begin: work on a text that runs away is bounded, and what counts stands at its end. */
function beginOfLast(count: number, text: string): number {
  let start = text.lastIndexOf('{');
  for (let i = 1; i < count && start > 0; i++) {
    const before = text.lastIndexOf('{', start - 1);
    if (before < 0) break;
    start = before;
  }
  return start;
}

function closingBrace(text: string, start: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const character = text[i];
    if (quoted && character === '\\') i++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth++;
    else if (!quoted && character === '}' && --depth === 0) return i + 1;
  }
  return null;
}

function toObject(text: string): Record<string, unknown> | undefined {
  for (const read of [JSON.parse, (broken: string) => JSON.parse(jsonrepair(broken))]) {
    try {
      const value: unknown = read(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // the next reader is more forgiving
    }
  }
  return undefined;
}

/** The value under the key or one of its synonyms; spelling counts without case, spaces, `_` and `-`. */
function field(object: Record<string, unknown>, name: keyof typeof keys): unknown {
  const entries = Object.entries(object).map(
    ([key, value]) => [key.toLowerCase().replace(/[\s_-]/g, ''), value] as const,
  );
  for (const synonym of keys[name]) {
    const entry = entries.find(([key]) => key === synonym);
    if (entry) return entry[1];
  }
  return undefined;
}

function truth(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(true|yes)$/i.test(value.trim())) return true;
  if (typeof value === 'string' && /^(false|no)$/i.test(value.trim())) return false;
  return null;
}

const quoted = (value: unknown) => JSON.stringify(value).slice(0, 200).toWellFormed();
const clip = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, mostRationale).toWellFormed();
