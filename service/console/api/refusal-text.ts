import type { QueryClient } from '@tanstack/react-query';
import { isOfAnother, pageUser } from './page-user.ts';
import { asProblem, asSentence, isSignedOut, isUserChanged } from './problem.ts';
import { sessionQuery } from './queries.ts';

/**
 * Why something was not done; null where the page says so itself, being another's or nobody's now. Where nobody tells who is
 * signed in, or it is the page's own user again, the refusal would otherwise go unheard.
 */
export async function refusalText(client: QueryClient, error: unknown): Promise<string | null> {
  if (isUserChanged(error) || isSignedOut(error)) {
    const session = await client.fetchQuery({ ...sessionQuery, staleTime: 0 }).catch(() => undefined);
    if (session?.user === null || isOfAnother(session, pageUser())) return null;
  }
  const { message, detail, remedy } = asProblem(error);
  return [message, detail, remedy].flatMap((text) => (text ? asSentence(text) : [])).join(' ');
}
