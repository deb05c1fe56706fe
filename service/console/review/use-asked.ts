import { useCallback, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useChangeParameters } from '../parts/use-scope.ts';
import type { Asked } from './queue-place.ts';

/** What the address asks for, as state: every ticket of the queue has a link. */
export function useAsked(): { asked: Asked; ask: (item: Asked) => void } {
  const [parameters] = useSearchParams();
  const change = useChangeParameters();
  const eventId = parameters.get('event') ?? '';
  const ticketId = parameters.get('ticket') ?? '';
  // The address follows a moment later; a key that is pressed meanwhile must not meet the ticket that was just settled.
  const [ahead, setAhead] = useState<Asked | null>(null);
  useEffect(() => setAhead((given) => (eventId === '' || given?.eventId === eventId ? null : given)), [eventId]);
  const ask = useCallback(
    (item: Asked) => {
      setAhead({ eventId: item.eventId, ticketId: item.ticketId });
      change({ event: item.eventId, ticket: item.ticketId });
    },
    [change],
  );
  return { asked: ahead ?? { eventId, ticketId }, ask };
}
