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
const mostObjects = 50;

/**
 * Reads the raw text of an answer. Forgiving in form (fences, preambles, trailing commas, single quotes, other names of keys, lower
 * case, a name for a code) and strict in content: a category that is not in the taxonomy is never accepted.
 */
export function parseAnswer(text: string, taxonomy: Pick<Taxonomy, 'categories'>): ParsedAnswer {
  const end = text.slice(-mostCharacters);
  // Models that think aloud end with their answer.
  for (const object of objectsIn(end).reverse()) {
    if (field(object, 'category') !== undefined || field(object, 'outOfTaxonomy') !== undefined)
      return understand(object, taxonomy);
  }
  const mentioned = codesIn(end, taxonomy);
  if (mentioned.length === 1) {
    return { ok: true, answer: { category: mentioned[0] as string, rationale: clip(end), doubt: null } };
  }
  return {
    ok: false,
    problem: 'The answer holds no JSON object with "category". Answer with that object and nothing else.',
  };
}

function understand(object: Record<string, unknown>, taxonomy: Pick<Taxonomy, 'categories'>): ParsedAnswer {
  const said = field(object, 'category');
  const isOutside = truth(field(object, 'outOfTaxonomy'));
  const named = typeof said === 'string' && !noCategory.has(said.trim().toLowerCase()) ? said : null;
  if (named === null) {
    if (said !== null && said !== undefined && typeof said !== 'string')
      return { ok: false, problem: `"category" must be a code in quotes or null, not ${JSON.stringify(said)}.` };
    if (isOutside === false || (isOutside === null && said === undefined))
      return { ok: false, problem: 'There is no category although "outOfTaxonomy" is not true. Give one of them.' };
  }
  const category = named === null ? null : resolve(named, taxonomy);
  if (category === undefined)
    return {
      ok: false,
      problem: `${JSON.stringify(named)} is not a category. Use a code of the list, written exactly so.`,
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

/** Codes that stand in a text as words of their own. */
function codesIn(text: string, { categories }: Pick<Taxonomy, 'categories'>): string[] {
  return categories.flatMap(({ code }) => {
    const escaped = code.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`(?<![\\p{L}\\p{N}_-])${escaped}(?![\\p{L}\\p{N}_-])`, 'u').test(text) ? [code] : [];
  });
}

/** Every outermost {…} that is JSON, or nearly. */
function objectsIn(text: string): Record<string, unknown>[] {
  const objects: Record<string, unknown>[] = [];
  for (let start = text.indexOf('{'), tries = 0; start >= 0 && tries < mostObjects; tries++) {
    const end = closingBrace(text, start);
    const object = toObject(text.slice(start, end));
    if (object) objects.push(object);
    start = text.indexOf('{', object ? end : start + 1);
  }
  return objects;
}

function closingBrace(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const character = text[i];
    if (quoted && character === '\\') i++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth++;
    else if (!quoted && character === '}' && --depth === 0) return i + 1;
  }
  return text.length; // cut off by the provider's limit: what is there may be enough
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

const clip = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, mostRationale).toWellFormed();
