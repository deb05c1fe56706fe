import { useCallback, useSyncExternalStore } from 'react';
import { usePageUser } from '../api/page-user.ts';

type Drafts<Draft> = ReadonlyMap<string, Draft>;
type Next<Draft> = (given: Drafts<Draft>) => Drafts<Draft>;
export interface DraftsStore<Draft> {
  draftsOf: (user: string) => Drafts<Draft>;
  change: (user: string, next: Next<Draft>) => void;
  subscribe: (listener: () => void) => () => void;
}

/**
 * What is half written. It outlives the page, for a look at another one, a reload and an expired session; with the tab it is
 * gone. By user: whoever signs in next in this tab, or takes another name, reads nobody else's.
 * @param name of its keys in the tab's store
 */
export function draftsStore<Draft>(name: string): DraftsStore<Draft> {
  const drafts = new Map<string, Drafts<Draft>>();
  const listeners = new Set<() => void>();
  const keyOf = (user: string): string => `${name}.${encodeURIComponent(user.toWellFormed())}`;

  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const draftsOf = (user: string): Drafts<Draft> => {
    const known = drafts.get(user) ?? kept<Draft>(keyOf(user));
    drafts.set(user, known);
    return known;
  };
  const change = (user: string, next: Next<Draft>): void => {
    const changed = next(draftsOf(user));
    drafts.set(user, changed);
    keep(keyOf(user), changed);
    for (const listener of listeners) listener();
  };
  return { draftsOf, change, subscribe };
}

/** Those of the page's user, and how to change them. */
export function useDrafts<Draft>(store: DraftsStore<Draft>): [Drafts<Draft>, (next: Next<Draft>) => void] {
  const user = usePageUser() ?? '';
  const given = useSyncExternalStore(store.subscribe, () => store.draftsOf(user));
  return [given, useCallback((next) => store.change(user, next), [store, user])];
}

function kept<Draft>(key: string): Drafts<Draft> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(key) ?? '[]') as [string, Draft][]);
  } catch {
    return new Map();
  }
}

function keep<Draft>(key: string, given: Drafts<Draft>): void {
  try {
    if (given.size === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify([...given]));
  } catch {
    // A full store: they live on as long as the page does.
  }
}
