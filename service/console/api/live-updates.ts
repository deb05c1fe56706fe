import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Changed } from '../../contracts/api-events.ts';
import { followChanges } from './follow-changes.ts';
import { sessionQuery } from './queries.ts';

export type Connection = 'connecting' | 'live' | 'lost';

/** Busy topics change the store every second; a report that is built anew each time would only flicker. */
const leastPauseMs = 4000;

const backListeners = new Set<() => void>();

/** Calls the listener when the service answers again after a time without it. @returns how to stop listening */
export function onServiceBack(listener: () => void): () => void {
  backListeners.add(listener);
  return () => void backListeners.delete(listener);
}

/** Asks again for what is on the screen whenever the store has something new. @param user whose stream it is; absent: nobody's */
export function useLiveUpdates(user: string | undefined): { connection: Connection; latest: Changed | null } {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [latest, setLatest] = useState<Changed | null>(null);

  useEffect(() => {
    if (user === undefined) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let askedAt = 0;
    const askAgain = () => {
      timer = null;
      askedAt = performance.now();
      void client.invalidateQueries({ predicate: ({ meta }) => meta?.live !== false });
    };
    const askAgainSoon = () => {
      timer ??= setTimeout(askAgain, Math.max(0, leastPauseMs - (performance.now() - askedAt)));
    };
    const stop = followChanges({
      open: () => new EventSource('/v1/events'),
      // The answer is what the pages go by as well: without a session there is nothing but the way to get one.
      isSignedIn: async () => (await client.fetchQuery({ ...sessionQuery, staleTime: 0 })).user?.name === user,
      onConnection: setConnection,
      onBack: () => {
        for (const listener of backListeners) listener();
        askAgainSoon();
      },
      onChanged: (data) => {
        setLatest(JSON.parse(data) as Changed);
        askAgainSoon();
      },
    });
    return () => {
      stop();
      if (timer) clearTimeout(timer);
    };
  }, [client, user]);

  return { connection, latest };
}
