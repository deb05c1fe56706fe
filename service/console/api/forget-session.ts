import type { QueryClient } from '@tanstack/react-query';
import type { Session } from '../../contracts/console-api.ts';

/** After signing out: the pages hear that nobody is signed in, and nothing is kept of what was shown. */
export async function forgetSession(client: QueryClient): Promise<void> {
  const queryKey = ['session'];
  // An answer on its way may still say who was signed in.
  await client.cancelQueries({ queryKey });
  client.setQueryData<Session>(queryKey, (session) => session && { ...session, user: null });
  // `clear` would take the session too, and whoever shows it would not be told.
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== queryKey[0] });
  // The one that signed in knows the token.
  client.getMutationCache().clear();
}
