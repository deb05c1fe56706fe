import { CancelledError, type QueryClient } from '@tanstack/react-query';
import { isOfAnother, pageUser } from '../api/page-user.ts';
import { reportQuery, sessionQuery } from '../api/queries.ts';
import type { Scope } from '../api/scope.ts';

/**
 * Whether the report can be had as a page to print, before a tab goes there. It takes long to make, and is not made once more to
 * see that: the page has it already. Only where the page does not is it asked for, or waited for. What remains: a store that has
 * gone since, or a session that ends in this moment, is told in the tab, in the service's own words.
 * @returns false where the page says by itself why not: nobody is signed in any more, or somebody else
 * @throws ApiProblem: why it cannot be had
 */
export async function canBePrinted(client: QueryClient, scope: Scope): Promise<boolean> {
  const session = await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
  if (session.user === null || isOfAnother(session, pageUser())) return false;
  const report = reportQuery(scope);
  if (client.getQueryState(report.queryKey)?.status === 'success') return true;
  try {
    await client.fetchQuery(report);
  } catch (error) {
    // Whoever leaves the page while it loads asks for nothing there any more; the tab still wants it.
    if (!(error instanceof CancelledError)) throw error;
  }
  return true;
}
