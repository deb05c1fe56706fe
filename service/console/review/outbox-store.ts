import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { dropStored, keepStored, stored } from '../api/browser-store.ts';
import { postCorrection } from '../api/endpoints.ts';
import { onServiceBack } from '../api/live-updates.ts';
import { asProblem, isUserChanged, noAnswer } from '../api/problem.ts';
import { takeKept } from './kept-verdicts.ts';
import {
  due,
  type Entry,
  type Failure,
  failed,
  nextRetryMs,
  type Outbox,
  retryNow,
  sent,
  started,
  unsent,
} from './outbox.ts';
import { keyOf, keysOf } from './outbox-keys.ts';
import { problemText } from './problem-text.ts';

let outbox: Outbox = [];
let owner: string | undefined;
let isHeld = false;
let timer: ReturnType<typeof setTimeout> | null = null;
let client: QueryClient | null = null;
let known: readonly Entry[] = [];
/** Verdicts that lay in the browser's store: all tabs of this user have them. */
let shared: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

/**
 * Sends the verdicts of this user in the background, those that an earlier visit left unsent too, on whatever page.
 * @param hold somebody else is signed in: nothing goes out until this user is again
 */
export function useSentOutbox(user: string | undefined, hold: boolean, queries: QueryClient): void {
  useEffect(() => {
    client = queries;
    if (user === owner && hold === isHeld) return;
    isHeld = hold;
    // Nothing goes out while nobody is signed in: the next one who is may be somebody else.
    if (user !== owner) takeUp(user);
    owner = user;
    update(retryNow);
  }, [user, hold, queries]);
  // Whoever reads that the service is there again is not to wait for the end of a pause.
  useEffect(() => onServiceBack(() => update(retryNow)), []);
  useEffect(() => {
    const onStored = ({ key, newValue }: StorageEvent) => {
      const isTaken = key !== null && newValue === null && owner !== undefined && keysOf(owner, [key]).length > 0;
      if (isTaken) update((given) => given);
    };
    window.addEventListener('storage', onStored);
    return () => window.removeEventListener('storage', onStored);
  }, []);
}

function takeUp(user: string | undefined): void {
  const kept = user === undefined ? { entries: [], shared: new Set<string>() } : takeKept(user);
  outbox = kept.entries;
  shared = kept.shared;
}

/** The verdicts of this sitting. */
export const useOutbox = (): Outbox => useSyncExternalStore(subscribe, () => outbox);

/** Those that the browser's store has: a full one takes none. */
export const useKept = (): Outbox => useSyncExternalStore(subscribe, () => known);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function update(next: (outbox: Outbox) => Outbox): void {
  outbox = next(outbox);
  keepUnsent();
  for (const listener of listeners) listener();
  send();
}

function send(): void {
  if (timer) clearTimeout(timer);
  timer = null;
  if (isHeld) return;
  for (const entry of due(outbox, Date.now())) void sendOne(entry);
  keepUnsent();
  const at = nextRetryMs(outbox);
  if (at !== null) timer = setTimeout(send, at - Date.now());
}

async function sendOne({ request }: Entry): Promise<void> {
  const { correctionId } = request;
  outbox = started(outbox, correctionId);
  const sender = owner;
  const key = keyOf(sender ?? '', correctionId);
  const isShared = shared.has(correctionId);
  await oneTabAtATime(key, async () => {
    if (isShared && stored(key) === null) update((given) => given);
    else await post(request, sender);
  });
}

async function post(request: Entry['request'], sender: string | undefined): Promise<void> {
  const { correctionId, ticketId } = request;
  try {
    await postCorrection(request, sender ?? null);
    if (sender === owner) update((given) => sent(given, correctionId));
    else dropStored(keyOf(sender ?? '', correctionId));
  } catch (error) {
    if (sender === owner) update((given) => failed(given, correctionId, failureOf(error), Date.now()));
    if (isUserChanged(error)) void client?.invalidateQueries({ queryKey: ['session'] });
  }
  void client?.invalidateQueries({ queryKey: ['ticket', ticketId] });
  for (const key of ['report', 'decisions']) void client?.invalidateQueries({ queryKey: [key], refetchType: 'none' });
}

/** Signed out, somebody else signed in, too many requests and a server in trouble pass; what else is refused needs a person. */
function failureOf(error: unknown): Failure {
  const { code, status } = asProblem(error);
  const problem = problemText(error);
  if (code === 'CORRECTION_STALE') return { kind: 'stale', problem };
  const passes =
    status === noAnswer || status === 401 || isUserChanged(error) || status === 408 || status === 429 || status >= 500;
  return { kind: passes ? 'passing' : 'refused', problem };
}

function keepUnsent(): void {
  outbox = outbox.filter((entry) => !isGone(entry));
  const waiting = unsent(outbox);
  const ids = new Set(waiting.map(({ request }) => request.correctionId));
  for (const entry of known.filter(({ request: { correctionId } }) => !ids.has(correctionId)))
    dropStored(keyFor(entry));
  known = waiting.filter((entry, place) => keepOne(entry, place));
}

/** @returns whether the browser's store has it; a full one must not keep a verdict from being sent. */
function keepOne(entry: Entry, place: number): boolean {
  return keepStored(keyFor(entry), JSON.stringify({ ...entry, place })) || stored(keyFor(entry)) !== null;
}

const keyFor = ({ request }: Entry): string => keyOf(owner ?? '', request.correctionId);

/**
 * Another tab of the same user has sent it, or its author has dropped it there. What was said in this tab is sent from it all
 * the same, as long as it can be: it counts in this sitting, and the server knows it by its id.
 */
function isGone(entry: Entry): boolean {
  const { correctionId } = entry.request;
  const isStuck = entry.state === 'stale' || entry.state === 'refused';
  const isElsewhere =
    shared.has(correctionId) || (isStuck && known.some(({ request }) => request.correctionId === correctionId));
  return entry.state !== 'sent' && isElsewhere && stored(keyFor(entry)) === null;
}

/**
 * A page that is not served securely has no locks, and some browsers refuse them by their settings. The server tells a repeated
 * verdict by its id there as well.
 */
async function oneTabAtATime(key: string, act: () => Promise<void>): Promise<void> {
  let isBegun = false;
  const begin = () => {
    isBegun = true;
    return act();
  };
  try {
    await (navigator.locks ? navigator.locks.request(key, begin) : begin());
  } catch (error) {
    if (isBegun) throw error;
    await begin();
  }
}
