import type { Taxonomy } from '../contracts/taxonomy.ts';
import { isObject, type JsonObject, mostCharacters, objectsIn, withoutThinking } from './objects-in-answer.ts';

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
const mostLayers = 5;
const mostAnswers = 50;

/**
 * Reads the raw text of an answer. Forgiving in form (fences, preambles, trailing commas, single quotes, other names of keys, lower
 * case, a name for a code) and strict in content: a category that is not in the taxonomy is never accepted.
 */
export function parseAnswer(text: string, taxonomy: Pick<Taxonomy, 'categories'>): ParsedAnswer {
  const said = withoutThinking(text, (rest) => alone(rest, taxonomy) !== undefined);
  // Models that think aloud end with their answer.
  const groups = objectsIn(said).map(answersIn);
  // A postscript may quote the ticket, whose author does not know the names that were asked for.
  const complete = groups.flat().filter((object) => 'category' in object && 'outOfTaxonomy' in object);
  const last = isRow(said) ? groups.flat() : (groups.findLast(({ length }) => length > 0) ?? []);
  const answers = complete.length > 0 ? complete : last;
  if (categoriesOf(answers, taxonomy).size > 1) return { ok: false, problem: severalAnswers };
  const answer = answers.at(-1);
  if (answer) return understand(answer, taxonomy);
  // Prose that mentions a code may be about why it is not that one: only the code alone is an answer.
  const category = alone(said, taxonomy);
  if (category !== undefined) return { ok: true, answer: { category, rationale: '', doubt: null } };
  return {
    ok: false,
    problem: 'The answer holds no JSON object with "category". Answer with that object and nothing else.',
  };
}

/** Whether there is nothing but objects, in a list or one behind the other: no word between them withdraws the first. */
function isRow(said: string): boolean {
  const bare = said.slice(-mostCharacters).replace(/```\w*/g, ' ');
  try {
    const row: unknown[] = JSON.parse(`[${bare.replace(/}\s*(?={)/g, '},')}]`).flat();
    return row.every((one) => typeof one === 'object' && one !== null);
  } catch {
    return false;
  }
}

const severalAnswers =
  'The answer holds several objects that differ in "category". Answer with one, for the whole ticket.';

function categoriesOf(answers: readonly JsonObject[], taxonomy: Pick<Taxonomy, 'categories'>): Set<string | null> {
  const parsed = answers.map((object) => understand(object, taxonomy));
  return new Set(parsed.flatMap((one) => (one.ok ? [one.answer.category] : [])));
}

const alone = (text: string, taxonomy: Pick<Taxonomy, 'categories'>) =>
  resolve(text.slice(-mostCharacters).replace(/```\w*/g, ''), taxonomy);

function understand(object: JsonObject, taxonomy: Pick<Taxonomy, 'categories'>): ParsedAnswer {
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

/** Letters and digits alone, so that spelling does not count. */
export const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The object, or those within it, that say what the category is: some wrap the answer up, or the category. */
function answersIn(object: JsonObject): JsonObject[] {
  const found = isAnswer(object) ? [object] : Object.values(object).filter(isObject).filter(isAnswer);
  return found.slice(-mostAnswers).map(unwrapped);
}

function unwrapped(object: JsonObject): JsonObject {
  let answer = object;
  for (let layer = 0; layer < mostLayers; layer++) {
    const key = keyOf(answer, 'category');
    if (key === undefined) break;
    const { [key]: within, ...others } = answer;
    if (!isObject(within) || !isAnswer(within)) break;
    answer = { ...within, ...others };
  }
  return answer;
}

const isAnswer = (object: JsonObject) =>
  keyOf(object, 'category') !== undefined || keyOf(object, 'outOfTaxonomy') !== undefined;

/** The value under the key or one of its synonyms. */
function field(object: JsonObject, name: keyof typeof keys): unknown {
  const key = keyOf(object, name);
  return key === undefined ? undefined : object[key];
}

/** Without what does not count: case, spaces, `_` and `-`. */
const spelt = (key: string) => key.toLowerCase().replace(/[\s_-]/g, '');

const allKeys = new Set(Object.values(keys).flat());
export const isKeyOfAnswer = (key: string) => allKeys.has(spelt(key));

function keyOf(object: JsonObject, name: keyof typeof keys): string | undefined {
  const present = Object.keys(object).map((key) => [spelt(key), key] as const);
  for (const synonym of keys[name]) {
    const found = present.find(([key]) => key === synonym);
    if (found) return found[1];
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

function quoted(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, 200).toWellFormed();
  } catch {
    return 'something so deeply nested'; // deeper than can be written out, though it could be read
  }
}
