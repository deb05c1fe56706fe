import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Taxonomy, type TaxonomyFile, taxonomyFileSchema } from './contracts/taxonomy.ts';
import { describeIssue } from './describe-issue.ts';
import { SignalboxError } from './errors.ts';

/** @throws SignalboxError TAXONOMY_INVALID */
export async function loadTaxonomy(path: string): Promise<Taxonomy> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new SignalboxError('TAXONOMY_INVALID', `cannot read ${path}`, {
      cause,
      remedy: 'point SIGNALBOX_TAXONOMY (or --taxonomy) at a taxonomy.yaml',
    });
  }
  return parseTaxonomy(text, path);
}

/**
 * Checks a taxonomy as a whole and fills in the routes that its owner left out.
 * @param text YAML as in taxonomy/README.md
 * @throws SignalboxError TAXONOMY_INVALID that names category and field of every mistake
 */
export function parseTaxonomy(text: string, path: string): Taxonomy {
  const refuse = (problems: string[], cause?: unknown) =>
    new SignalboxError('TAXONOMY_INVALID', `${path}:\n${problems.map((p) => `  - ${p}`).join('\n')}`, {
      cause,
      remedy: 'correct the file; taxonomy/README.md explains each field',
    });
  let content: unknown;
  try {
    content = parse(text);
  } catch (cause) {
    throw refuse([`not valid YAML: ${String(cause)}`], cause);
  }
  if (content === null || content === undefined) throw refuse(['the file is empty; it needs `categories`']);
  const parsed = taxonomyFileSchema.safeParse(content);
  if (!parsed.success) {
    const ofForm = parsed.error.issues.map(
      (issue) => `${placeOf(issue.path, content)}: ${describeIssue(issue, taxonomyFileSchema, content)}`,
    );
    // All that can be told is told at once: nobody wants to mend a file in rounds.
    throw refuse([...ofForm, ...danglingReferences(legibleReferences(content))]);
  }
  const problems = danglingReferences(parsed.data);
  if (problems.length > 0) throw refuse(problems);
  return complete(parsed.data, createHash('sha256').update(text).digest('hex'));
}

/** `categories[3] (CODE).route.priority`: people look for the code, not for the number. */
function placeOf(path: readonly PropertyKey[], content: unknown): string {
  const [first, index, ...rest] = path;
  if (first !== 'categories' || typeof index !== 'number') return path.join('.') || 'the file';
  const code = (content as { categories: { code?: unknown }[] }).categories[index]?.code;
  return [`categories[${index}]${typeof code === 'string' ? ` (${code})` : ''}`, ...rest].join('.');
}

const legibleText = z.string().catch('');
const legibleFileSchema = z.object({
  categories: z
    .array(
      z.object({
        code: z.string().min(1),
        excludes: z.array(z.object({ goesTo: legibleText })).catch([]),
      }),
    )
    .catch([]), // a category without a code may be the one that is meant
  houseRules: z.array(z.object({ id: legibleText, goesTo: legibleText })).catch([]),
  retired: z.array(legibleText).catch([]),
  precedence: z.array(legibleText).catch([]),
});
type References = z.infer<typeof legibleFileSchema>;

/** What can be read of the references of a file whose form is wrong; none where it cannot be told which categories there are. */
function legibleReferences(content: unknown): References {
  const none = { categories: [], houseRules: [], retired: [], precedence: [] };
  const legible = legibleFileSchema.safeParse(content).data ?? none;
  return legible.categories.length > 0 ? legible : none;
}

function danglingReferences(file: References): string[] {
  const codes = file.categories.map((category) => category.code);
  const known = new Set([...codes, '']); // a reference that is no text is told by its form
  const twice = codes.filter((code, i) => codes.indexOf(code) !== i);
  return [
    ...twice.map((code) => `${code}: the code is used twice`),
    ...file.categories.flatMap(({ code, excludes }) =>
      excludes.flatMap(({ goesTo }, i) => {
        if (goesTo === code) return [`${code}.excludes[${i}].goesTo: points at its own category`];
        return known.has(goesTo) ? [] : [`${code}.excludes[${i}].goesTo: there is no category ${goesTo}`];
      }),
    ),
    ...file.houseRules
      .filter(({ goesTo }) => !known.has(goesTo))
      .map(({ id, goesTo }) => `houseRules ${id}.goesTo: there is no category ${goesTo}`),
    ...file.retired.filter((code) => codes.includes(code)).map((code) => `retired: ${code} is a category`),
    ...file.precedence.filter((code) => !known.has(code)).map((code) => `precedence: there is no category ${code}`),
  ];
}

function complete(file: TaxonomyFile, sha256: string): Taxonomy {
  const categories = file.categories.map((category) => ({
    ...category,
    // A plain list of codes and names is a valid start: such a category gets a queue of its own and an ordinary target.
    route: {
      queue: category.code.toLowerCase(),
      priority: 'P3' as const,
      firstResponseMinutes: 480,
      team: 'support',
      skills: [],
      ...definedOnly(category.route ?? {}),
    },
  }));
  return { ...file, categories, codes: categories.map((c) => c.code) as [string, ...string[]], sha256 };
}

function definedOnly<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
