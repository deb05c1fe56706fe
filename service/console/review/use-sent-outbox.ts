import type { QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onServiceBack } from '../api/service-back.ts';
import { retryNow } from './outbox.ts';
import { sendFor, takenElsewhere, update } from './outbox-store.ts';

/**
 * Sends the verdicts of this user in the background, on whatever page.
 * @param hold somebody else is signed in: nothing goes out until this user is again
 */
export function useSentOutbox(user: string | undefined, hold: boolean, queries: QueryClient): void {
  useEffect(() => sendFor(user, hold, queries), [user, hold, queries]);
  // Whoever reads that the service is there again is not to wait for the end of a pause.
  useEffect(() => onServiceBack(() => update(retryNow)), []);
  useEffect(() => {
    const onStored = ({ key, newValue }: StorageEvent) => {
      if (key !== null && newValue === null) takenElsewhere(key);
    };
    window.addEventListener('storage', onStored);
    return () => window.removeEventListener('storage', onStored);
  }, []);
}
