import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Changed } from '../../contracts/api-events.ts';
import { askingAgain } from './ask-again.ts';
import { catchUp } from './catch-up.ts';
import { followChanges, type Sight } from './follow-changes.ts';
import { sessionQuery } from './queries.ts';

export type Connection = 'connecting' | 'live' | 'lost';

const sight: Sight = {
  isSeen: () => document.visibilityState === 'visible',
  onTurned(listener) {
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  },
};

/** Asks again for what is on the screen whenever the store has something new. @param user whose stream it is; absent: nobody's */
export function useLiveUpdates(user: string | undefined): { connection: Connection; latest: Changed | null } {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [latest, setLatest] = useState<Changed | null>(null);

  useEffect(() => {
    if (user === undefined) return;
    const again = askingAgain(client);
    const stop = followChanges({
      open: () => new EventSource('/v1/events'),
      sight,
      // The answer is what the pages go by as well: without a session there is nothing but the way to get one.
      isSignedIn: async () => (await client.fetchQuery({ ...sessionQuery, staleTime: 0 })).user?.name === user,
      onConnection: setConnection,
      onBack: (after) => catchUp(after, client, again),
      onChanged: (data) => {
        setLatest(JSON.parse(data) as Changed);
        again.soon();
      },
    });
    return () => {
      stop();
      again.stop();
    };
  }, [client, user]);

  return { connection, latest };
}
