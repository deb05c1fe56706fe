import { useCallback, useSyncExternalStore } from 'react';
import { usePageUser } from '../api/page-user.ts';
import type { NoteDrafts } from './note-drafts.ts';

const keyOf = (user: string): string => `signalbox.notes.${encodeURIComponent(user.toWellFormed())}`;

/** By user: whoever signs in next in this tab reads nobody else's. */
const drafts = new Map<string, NoteDrafts>();
const listeners = new Set<() => void>();

/** Notes in the making. They outlive the page, for a look at another one, and a reload; with the tab they are gone. */
export function useNoteDrafts(): [NoteDrafts, (next: (given: NoteDrafts) => NoteDrafts) => void] {
  const user = usePageUser() ?? '';
  const given = useSyncExternalStore(subscribe, () => draftsOf(user));
  return [given, useCallback((next) => change(user, next), [user])];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function draftsOf(user: string): NoteDrafts {
  const known = drafts.get(user) ?? kept(user);
  drafts.set(user, known);
  return known;
}

function change(user: string, next: (given: NoteDrafts) => NoteDrafts): void {
  const changed = next(draftsOf(user));
  drafts.set(user, changed);
  keep(user, changed);
  for (const listener of listeners) listener();
}

function kept(user: string): NoteDrafts {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(keyOf(user)) ?? '[]') as [string, string][]);
  } catch {
    return new Map();
  }
}

function keep(user: string, given: NoteDrafts): void {
  try {
    if (given.size === 0) sessionStorage.removeItem(keyOf(user));
    else sessionStorage.setItem(keyOf(user), JSON.stringify([...given]));
  } catch {
    // A full store: they live on as long as the page does.
  }
}
