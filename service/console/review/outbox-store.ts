import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { dropStored, keepStored, stored } from '../api/browser-store.ts';
import { postCorrection } from '../api/endpoints.ts';
import { oneTabAtATime } from '../api/one-tab-at-a-time.ts';
import { asProblem, isUserChanged, noAnswer, pauseOf } from '../api/problem.ts';
import { type Left, leftOf, takeKept, withLeft } from './kept-verdicts.ts';
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
/** What this tab still had to send when its user was signed in no more. Some of it may be nowhere else: a full store takes none. */
const left = new Map<string, Left>();
const listeners = new Set<() => void>();

/**
 * From now on the verdicts of this user are sent, those that an earlier visit left unsent too.
 * @param user nobody's while nobody is signed in: the next one who is may be somebody else
 * @param hold somebody else is signed in: nothing goes out until this user is again
 */
export function sendFor(user: string | undefined, hold: boolean, queries: QueryClient): void {
  client = queries;
  if (user === owner && hold === isHeld) return;
  isHeld = hold;
  if (user !== owner) takeUp(user);
  owner = user;
  update(retryNow);
}

/** Another tab has sent or dropped what the browser's store had under this key. */
export function takenElsewhere(key: string): void {
  if (owner !== undefined && keysOf(owner, [key]).length > 0) update((given) => given);
}

function takeUp(user: string | undefined): void {
  if (owner !== undefined) left.set(owner, leftOf(outbox, known));
  const kept = user === undefined ? { entries: [], shared: new Set<string>() } : takeKept(user);
  outbox = user === undefined ? [] : withLeft(kept.entries, left.get(user) ?? []);
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
    else dropLeft(sender ?? '', correctionId);
  } catch (error) {
    if (sender === owner) update((given) => failed(given, correctionId, failureOf(error), Date.now()));
    if (isUserChanged(error)) void client?.invalidateQueries({ queryKey: ['session'] });
  }
  void client?.invalidateQueries({ queryKey: ['ticket', ticketId] });
  for (const key of ['report', 'decisions']) void client?.invalidateQueries({ queryKey: [key], refetchType: 'none' });
}

function dropLeft(user: string, correctionId: string): void {
  dropStored(keyOf(user, correctionId));
  left.set(user, left.get(user)?.filter(({ entry }) => entry.request.correctionId !== correctionId) ?? []);
}

/** Signed out, somebody else signed in, too many requests and a server in trouble pass; what else is refused needs a person. */
function failureOf(error: unknown): Failure {
  const { code, status } = asProblem(error);
  const problem = problemText(error);
  if (code === 'CORRECTION_STALE') return { kind: 'stale', problem };
  const passes =
    status === noAnswer || status === 401 || isUserChanged(error) || status === 408 || status === 429 || status >= 500;
  return passes ? { kind: 'passing', problem, pauseMs: pauseOf(error) } : { kind: 'refused', problem };
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
