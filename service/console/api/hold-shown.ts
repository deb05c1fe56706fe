import { type QueryClient, QueryObserver } from '@tanstack/react-query';

/**
 * What a page shows is dropped some minutes after the page is out of sight, and what was half written on it goes with it. This
 * holds on to what there is now, and asks for nothing. @returns how to let go
 */
export function holdShown(client: QueryClient): () => void {
  const stops = client
    .getQueryCache()
    .getAll()
    .map(({ queryKey, options }) => new QueryObserver(client, { ...options, queryKey, enabled: false }))
    .map((observer) => observer.subscribe(() => undefined));
  return () => {
    for (const stop of stops) stop();
  };
}
