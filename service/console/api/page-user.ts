import { useSyncExternalStore } from 'react';
import type { Session } from '../../contracts/api-access.ts';

let name: string | null = null;
const listeners = new Set<() => void>();

/** For whom this tab was opened. Who signs in beside it, in another tab, does not change that: only what is done here does. */
export const pageUser = (): string | null => name;

export function openPageFor(next: string | null): void {
  name = next;
  for (const listener of listeners) listener();
}

export const usePageUser = (): string | null => useSyncExternalStore(subscribe, pageUser);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether somebody else is signed in than this tab was opened for. */
export const isOfAnother = (session: Session | undefined, page: string | null): boolean =>
  page !== null && Boolean(session?.user) && session?.user?.name !== page;
