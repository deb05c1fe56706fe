import { z } from 'zod';

/** P1 is answered first. */
export const prioritySchema = z.enum(['P1', 'P2', 'P3', 'P4']);
export type Priority = z.infer<typeof prioritySchema>;

/** Where a ticket of a category goes and how soon a person must have answered it. */
export const routeSchema = z.strictObject({
  queue: z.string().min(1),
  priority: prioritySchema,
  /** First-response target in minutes, counted from the ticket's arrival. */
  firstResponseMinutes: z.number().int().positive(),
  team: z.string().min(1),
  skills: z.array(z.string().min(1)),
});
export type Route = z.infer<typeof routeSchema>;

const categoryCodeSchema = z
  .string()
  .min(1, 'a category needs a code')
  .max(100)
  .refine((code) => code === code.trim(), 'a code must not begin or end with white space');

const exclusionSchema = z.strictObject({ when: z.string().min(1), goesTo: z.string().min(1) });

export const categorySchema = z.strictObject({
  code: categoryCodeSchema,
  name: z.string().min(1),
  definition: z.string().default(''),
  includes: z.array(z.string().min(1)).default([]),
  excludes: z.array(exclusionSchema).default([]),
  examples: z.array(z.string().min(1)).default([]),
  route: routeSchema.partial().optional(),
});

const houseRuleSchema = z.strictObject({
  id: z.string().min(1),
  when: z.string().min(1),
  goesTo: z.string().min(1),
  because: z.string().default(''),
});

/**
 * `taxonomy.yaml` as written by its owner. Only `code` and `name` of a category are required,
 * so a plain list is a valid start. References between categories are checked by `parseTaxonomy`.
 */
export const taxonomyFileSchema = z.strictObject({
  version: z
    .union([z.string().min(1), z.number()])
    .transform(String)
    .default('1.0.0'),
  name: z.string().optional(),
  categories: z.array(categorySchema).min(1, 'the taxonomy has no category'),
  /** Codes of former versions. Nothing is put there any more; corrections of that time that name them are still read. */
  retired: z.array(categoryCodeSchema).default([]),
  houseRules: z.array(houseRuleSchema).default([]),
  /** Codes that win over all others when a ticket has several problems, strongest first. */
  precedence: z.array(z.string().min(1)).default([]),
  /** The company's own words and what they mean. */
  vocabulary: z.record(z.string().min(1), z.string().min(1)).default({}),
  /** How a ticket with several problems is decided, in the order in which the rules apply. */
  severalProblems: z.array(z.string().min(1)).default([]),
});
export type TaxonomyFile = z.infer<typeof taxonomyFileSchema>;

export interface Category extends Omit<z.infer<typeof categorySchema>, 'route'> {
  route: Route;
}

/** A taxonomy that has been checked as a whole; `codes` keeps the order of the file. */
export interface Taxonomy extends Omit<TaxonomyFile, 'categories'> {
  categories: Category[];
  codes: [string, ...string[]];
  /** SHA-256 of the file, hexadecimal. */
  sha256: string;
}
