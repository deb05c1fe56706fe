import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { postCorrection } from '../api/endpoints.ts';
import { asProblem, noAnswer } from '../api/problem.ts';
import { due, type Entry, type Failure, failed, nextRetryMs, type Outbox, sent, started, unsent } from './outbox.ts';
import { keyOf, keysOf } from './outbox-keys.ts';

let outbox: Outbox = [];
let owner: string | undefined;
let timer: ReturnType<typeof setTimeout> | null = null;
let client: QueryClient | null = null;
const listeners = new Set<() => void>();

/** Sends the verdicts of this user in the background, those that an earlier visit left unsent too, on whatever page. */
export function useSentOutbox(user: string | undefined, queries: QueryClient): void {
  useEffect(() => {
    client = queries;
    if (user === owner) return;
    owner = user;
    // Nothing goes out while nobody is signed in: the next one who is may be somebody else.
    outbox = user === undefined ? [] : takeKept(user);
    update((given) => given);
  }, [user, queries]);
}

/** The verdicts of this sitting. */
export const useOutbox = (): Outbox => useSyncExternalStore(subscribe, () => outbox);

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

/** Also where the page is not served securely and `randomUUID` is missing. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function send(): void {
  for (const entry of due(outbox, Date.now())) void sendOne(entry);
  keepUnsent();
  if (timer) clearTimeout(timer);
  const at = nextRetryMs(outbox);
  timer = at === null || at <= Date.now() ? null : setTimeout(send, at - Date.now());
}

async function sendOne({ request }: Entry): Promise<void> {
  const { correctionId, ticketId } = request;
  outbox = started(outbox, correctionId);
  const sender = owner;
  try {
    await postCorrection(request);
    if (sender === owner) update((given) => sent(given, correctionId));
    else localStorage.removeItem(keyOf(sender ?? '', correctionId));
  } catch (error) {
    if (sender === owner) update((given) => failed(given, correctionId, failureOf(error), Date.now()));
  }
  void client?.invalidateQueries({ queryKey: ['ticket', ticketId] });
  for (const key of ['report', 'decisions']) void client?.invalidateQueries({ queryKey: [key], refetchType: 'none' });
}

/** Signed out, too many requests and a server in trouble pass; what else is refused needs a person. */
function failureOf(error: unknown): Failure {
  const { code, status, message, detail, remedy } = asProblem(error);
  const problem = [message, detail, remedy].filter(Boolean).join(' ');
  if (code === 'CORRECTION_STALE') return { kind: 'stale', problem };
  const passes = status === noAnswer || status === 401 || status === 408 || status === 429 || status >= 500;
  return { kind: passes ? 'passing' : 'refused', problem };
}

/** They are kept again at once, under the keys that they have now. */
function takeKept(user: string): Entry[] {
  const keys = keysOf(user, Object.keys(localStorage));
  const kept = keys.map((key) => JSON.parse(localStorage.getItem(key) ?? 'null') as Entry & { place: number });
  for (const key of keys) localStorage.removeItem(key);
  return kept
    .toSorted((a, b) => a.place - b.place)
    .map(({ place: _, ...entry }) => ({
      ...entry,
      ...(entry.state === 'sending' ? { state: 'waiting' as const, failures: 1 } : {}),
    }));
}

function keepUnsent(): void {
  const keyFor = ({ request }: Entry) => keyOf(owner ?? '', request.correctionId);
  const waiting = unsent(outbox);
  const ids = new Set(waiting.map(({ request }) => request.correctionId));
  for (const entry of known.filter(({ request: { correctionId } }) => !ids.has(correctionId)))
    localStorage.removeItem(keyFor(entry));
  waiting.forEach((entry, place) => {
    localStorage.setItem(keyFor(entry), JSON.stringify({ ...entry, place }));
  });
  known = waiting;
}
let known: readonly Entry[] = [];
