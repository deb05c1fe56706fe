import { z } from 'zod';
import { count, filterText, periodQuery } from './api-forms.ts';

export const taxonomyQuerySchema = z.strictObject({ ...periodQuery, modelVersion: filterText.optional() });

/** `GET /v1/taxonomy?from&to&modelVersion`. */
export const taxonomyViewSchema = z.strictObject({
  version: z.string(),
  name: z.string().nullable(),
  categories: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      definition: z.string(),
      includes: z.array(z.string()),
      excludes: z.array(z.strictObject({ when: z.string(), goesTo: z.string() })),
      examples: z.array(z.string()),
      route: z.strictObject({
        queue: z.string(),
        priority: z.string(),
        firstResponseMinutes: z.int(),
        team: z.string(),
      }),
      routed: count,
      reviewed: count,
    }),
  ),
  houseRules: z.array(z.strictObject({ id: z.string(), when: z.string(), goesTo: z.string(), because: z.string() })),
  precedence: z.array(z.string()),
  vocabulary: z.record(z.string(), z.string()),
  severalProblems: z.array(z.string()),
});
export type TaxonomyView = z.infer<typeof taxonomyViewSchema>;
