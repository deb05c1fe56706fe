import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isLimited, isPassing, isSignedOut, isUserChanged, pauseOf } from './problem.ts';

export const queryClient: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The service may be on this machine or its own network: a browser that knows of no Internet says nothing of it.
      networkMode: 'always',
      refetchOnReconnect: true,
      staleTime: 15_000,
      // The session alone is asked for at once. What is shown waits for its answer: with one that is over each would be a refused sign-in.
      refetchOnWindowFocus: false,
      retry: (failures, error) => isPassing(error) && !isLimited(error) && failures < 2,
      // A store that is down comes back; whoever looks at the error should see it go by itself.
      refetchInterval: ({ state }) => (isPassing(state.error) ? Math.max(10_000, pauseOf(state.error)) : false),
    },
    mutations: { networkMode: 'always' },
  },
  queryCache: new QueryCache({
    onError: (error, query) => {
      const hasEnded = isSignedOut(error) && query.queryKey[0] !== 'session';
      if (hasEnded || isUserChanged(error)) askWhoIsSignedIn();
    },
  }),
  mutationCache: new MutationCache({ onError: (error) => isUserChanged(error) && askWhoIsSignedIn() }),
});

function askWhoIsSignedIn(): void {
  void queryClient.invalidateQueries({ queryKey: ['session'] });
}
