import { taxonomyQuerySchema, taxonomyViewSchema } from '../../contracts/api-taxonomy.ts';
import { countChoices } from '../../review/store/count-choices.ts';
import { endpoint, json } from '../endpoint.ts';
import { readPeriod } from '../read-period.ts';

export const getTaxonomy = endpoint({
  method: 'get',
  path: '/v1/taxonomy',
  summary: 'The categories with their definitions, rules and routes, and how many tickets of a period went there',
  access: 'viewer',
  query: taxonomyQuerySchema,
  answer: { status: 200, content: { 'application/json': taxonomyViewSchema } },
  async handle({ query: { modelVersion = null, ...span } }, { store, router }) {
    const { version, name, categories, houseRules, precedence, vocabulary, severalProblems } = router.taxonomy;
    const counts = await countChoices(store(), { period: readPeriod(span, router.clock()), modelVersion });
    return json({
      version,
      name: name ?? null,
      categories: categories.map(({ route: { skills: _, ...route }, ...category }) => ({
        ...category,
        route,
        ...(counts.get(category.code) ?? { routed: 0, reviewed: 0 }),
      })),
      houseRules,
      precedence,
      vocabulary,
      severalProblems,
    });
  },
});
