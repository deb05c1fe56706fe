import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Changed } from '../../contracts/console-api.ts';

export type Connection = 'connecting' | 'live' | 'lost';

/** Busy topics change the store every second; a report that is built anew each time would only flicker. */
const leastPauseMs = 4000;
const reopenAfterMs = 5000;

/** Asks again for what is on the screen whenever the store has something new. */
export function useLiveUpdates(isOn: boolean): { connection: Connection; latest: Changed | null } {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [latest, setLatest] = useState<Changed | null>(null);

  useEffect(() => {
    if (!isOn) return;
    let source: EventSource;
    let reopening: ReturnType<typeof setTimeout> | null = null;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let askedAt = 0;
    const askAgain = () => {
      timer = null;
      askedAt = performance.now();
      void client.invalidateQueries({ predicate: ({ meta }) => meta?.live !== false });
    };
    const open = () => {
      source = new EventSource('/v1/events');
      source.addEventListener('open', () => setConnection('live'));
      source.addEventListener('error', () => {
        setConnection('lost');
        // The browser tries again by itself after a lost connection, but never after an answer such as 503.
        if (source.readyState === EventSource.CLOSED) reopening = setTimeout(open, reopenAfterMs);
      });
      source.addEventListener('changed', (event) => {
        setLatest(JSON.parse(event.data) as Changed);
        timer ??= setTimeout(askAgain, Math.max(0, leastPauseMs - (performance.now() - askedAt)));
      });
    };
    open();
    return () => {
      source.close();
      if (reopening) clearTimeout(reopening);
      if (timer) clearTimeout(timer);
    };
  }, [client, isOn]);

  return { connection, latest };
}
