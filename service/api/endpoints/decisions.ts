import { decisionsPageSchema, decisionsQuerySchema } from '../../contracts/api-decisions.ts';
import { foundIn } from '../../review/store/excerpt.ts';
import { type DecisionSummary, findDecisions } from '../../review/store/find-decisions.ts';
import { soughtTerms } from '../../review/store/search-words.ts';
import { endpoint, json } from '../endpoint.ts';
import { cutPage, decisionCursor, decisionPlaceAfter } from '../page-cursor.ts';
import { readSpan } from '../read-period.ts';

export const listDecisions = endpoint({
  method: 'get',
  path: '/v1/decisions',
  summary: 'Decisions, latest first, a page at a time',
  access: 'viewer',
  query: decisionsQuerySchema,
  answer: { status: 200, content: { 'application/json': decisionsPageSchema } },
  async handle({ query }, { store }) {
    const { from, to, choice, truth, limit, after, ...filter } = query;
    const found = await findDecisions(
      store(),
      {
        ...given(filter),
        ...readSpan({ from, to }),
        ...(choice === undefined ? {} : { choice: codeOrNone(choice) }),
        ...(truth === undefined ? {} : { truth: codeOrNone(truth) }),
      },
      { limit: limit + 1, ...decisionPlaceAfter(after) },
    );
    const { items, next } = cutPage(found, limit, decisionCursor);
    return json({ items: query.words === undefined ? items : withFound(items, query.words), next });
  },
});

const codeOrNone = (given: string): string | null => (given === 'none' ? null : given);

function withFound(items: readonly DecisionSummary[], words: string) {
  const terms = soughtTerms(words);
  const stretches = (text: string | null) => (text === null ? [] : foundIn(text, terms));
  return items.map((item) => ({
    ...item,
    found: { subject: stretches(item.subject), excerpt: stretches(item.excerpt) },
  }));
}

function given<T extends object>(filter: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const present = Object.entries(filter).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]: Exclude<T[K], undefined> };
}
