import type { QueryClient } from '@tanstack/react-query';
import type { Session } from '../../contracts/api-access.ts';
import { openPageFor } from './page-user.ts';

/** After signing out: the pages hear that nobody is signed in, and whoever signs in next here finds a new one. */
export async function forgetSession(client: QueryClient): Promise<void> {
  const queryKey = ['session'];
  // An answer on its way may still say who was signed in.
  await client.cancelQueries({ queryKey });
  client.setQueryData<Session>(queryKey, (session) => session && { ...session, user: null });
  openPageFor(null);
  forgetShown(client);
}

/** Nothing is kept of what was shown. */
export function forgetShown(client: QueryClient): void {
  // `clear` would take the session too, and whoever shows it would not be told.
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  // The one that signed in knows the token.
  client.getMutationCache().clear();
}
