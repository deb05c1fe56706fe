import type { CorrectionRequest } from '../../contracts/api-corrections.ts';

export interface Entry {
  eventId: string;
  request: CorrectionRequest & { correctionId: string };
  /** `waiting`: to be sent, perhaps again. `stale`: somebody else was faster. `refused`: sending it again would not help. */
  state: 'waiting' | 'sending' | 'sent' | 'stale' | 'refused';
  failures: number;
  retryAtMs: number;
  /** Why it is not sent yet. */
  problem: string | null;
}

/** Verdicts in the order in which they were given. Those of one ticket go out one after the other, never side by side. */
export type Outbox = readonly Entry[];

export interface Failure {
  kind: 'passing' | 'stale' | 'refused';
  problem: string;
  /** How long the server wants to be left alone. */
  pauseMs?: number;
}

const longestPauseMs = 60_000;

export function settle(outbox: Outbox, eventId: string, request: Entry['request']): Outbox {
  // What was never answered for is replaced; what was sent is what the new verdict is based on.
  const others = outbox.filter((entry) => entry.eventId !== eventId || !isReplaceable(entry));
  const before = others.findLast((entry) => entry.eventId === eventId);
  const basedOn = before ? before.request.correctionId : request.basedOn;
  return [...others, entryOf(eventId, { ...request, basedOn })];
}

/** Takes the ticket's last verdict back. One that may have arrived is retracted after it, one that cannot have is dropped. */
export function undo(outbox: Outbox, eventId: string, correctionId: string): Outbox {
  const last = standingOf(outbox, eventId);
  if (!last) return outbox;
  if (isReplaceable(last)) return outbox.filter((entry) => entry !== last);
  const { note: _, ...request } = last.request;
  const taken = last.request.correctionId;
  return [...outbox, entryOf(eventId, { ...request, correctionId, basedOn: taken, retracts: taken })];
}

const latest = new WeakMap<Outbox, ReadonlyMap<string, Entry>>();

/** The last entry of each ticket. Asked for with every ticket of a list, so an outbox is gone through once. */
export function latestEntries(outbox: Outbox): ReadonlyMap<string, Entry> {
  const known = latest.get(outbox) ?? new Map(outbox.map((entry) => [entry.eventId, entry]));
  latest.set(outbox, known);
  return known;
}

/** The verdict on a ticket that is neither taken back nor replaced. */
export function standingOf(outbox: Outbox, eventId: string): Entry | null {
  const last = latestEntries(outbox).get(eventId);
  return last && last.request.retracts === undefined ? last : null;
}

/** The latest verdict of all that can be taken back. */
export const lastStanding = (outbox: Outbox): Entry | null =>
  outbox.findLast((entry) => standingOf(outbox, entry.eventId) === entry) ?? null;

/** What waits for its time only: nothing of the same ticket is before it. */
function first(outbox: Outbox): Entry[] {
  const begun = new Set<string>();
  return outbox.filter(({ eventId, state }) => {
    const isFirst = state === 'waiting' && !begun.has(eventId);
    if (state !== 'sent') begun.add(eventId);
    return isFirst;
  });
}

/** What can go out now. */
export const due = (outbox: Outbox, nowMs: number): Entry[] =>
  first(outbox).filter(({ retryAtMs }) => retryAtMs <= nowMs);

export const nextRetryMs = (outbox: Outbox): number | null => {
  const times = first(outbox).map(({ retryAtMs }) => retryAtMs);
  return times.length === 0 ? null : Math.min(...times);
};

export const started = (outbox: Outbox, correctionId: string): Outbox =>
  change(outbox, correctionId, { state: 'sending' });

export const sent = (outbox: Outbox, correctionId: string): Outbox =>
  change(outbox, correctionId, { state: 'sent', problem: null });

/** A verdict that was replaced or taken back while it was on its way, and has not arrived, is none any more. */
export function failed(outbox: Outbox, correctionId: string, failure: Failure, nowMs: number): Outbox {
  const { kind, problem, pauseMs = 0 } = failure;
  const entry = outbox.find(({ request }) => request.correctionId === correctionId);
  if (!entry) return outbox;
  const failures = entry.failures + 1;
  if (kind !== 'passing') {
    const last = outbox.findLast(({ eventId }) => eventId === entry.eventId);
    if (last === entry) return change(outbox, correctionId, { state: kind, problem, failures });
    const others = drop(outbox, correctionId);
    const next = others.find(({ eventId, state }) => eventId === entry.eventId && state !== 'sent');
    // A new choice has not seen either what others said meanwhile. A refusal was of the choice before it alone.
    return next && kind === 'stale' ? change(others, next.request.correctionId, { state: kind, problem }) : others;
  }
  const retryAtMs = nowMs + Math.max(pauseMs, Math.min(longestPauseMs, 1000 * 2 ** failures));
  return change(outbox, correctionId, { state: 'waiting', problem, failures, retryAtMs });
}

/**
 * What an earlier page left behind. It may have been answered for and nobody heard it; what was refused may have been so since
 * the page was older than the server, and goes out once more: the same id changes nothing twice.
 */
export const takenUp = (entry: Entry): Entry => {
  if (entry.state === 'sending') return { ...entry, state: 'waiting', failures: Math.max(1, entry.failures) };
  return entry.state === 'refused' ? { ...entry, state: 'waiting', retryAtMs: 0 } : entry;
};

/** All that waits goes out at once. */
export const retryNow = (outbox: Outbox): Outbox =>
  outbox.map((entry) => (entry.state === 'waiting' ? { ...entry, retryAtMs: 0 } : entry));

/** The verdict stands although others said something meanwhile, which has been read. */
export const keep = (outbox: Outbox, correctionId: string, again: { correctionId: string; basedOn: string | null }) =>
  outbox.map((entry): Entry => {
    const { request } = entry;
    if (request.correctionId === correctionId) return entryOf(entry.eventId, { ...request, ...again });
    const isBasedOnIt = request.basedOn === correctionId;
    const based = isBasedOnIt ? { ...request, basedOn: again.correctionId } : request;
    const retracting = request.retracts === correctionId ? { ...based, retracts: again.correctionId } : based;
    return retracting === request ? entry : { ...entry, request: retracting };
  });

/** A dropped verdict takes its take-back with it; what came after it is based on what was before it. */
export function drop(outbox: Outbox, correctionId: string): Outbox {
  const isDropped = ({ request }: Entry) => request.correctionId === correctionId || request.retracts === correctionId;
  const bases = new Map(outbox.filter(isDropped).map(({ request }) => [request.correctionId, request.basedOn]));
  const baseOf = (id: string | null): string | null => {
    const before = id === null ? undefined : bases.get(id);
    return before === undefined ? id : baseOf(before);
  };
  return outbox
    .filter((entry) => !isDropped(entry))
    .map((entry) => {
      const basedOn = baseOf(entry.request.basedOn);
      return basedOn === entry.request.basedOn ? entry : { ...entry, request: { ...entry.request, basedOn } };
    });
}

/** To be kept through a reload: all that has not arrived. */
export const unsent = (outbox: Outbox): Entry[] => outbox.filter(({ state }) => state !== 'sent');

/** Whether each of them is among those that the browser's store has. */
export const allKept = (entries: Outbox, kept: Outbox): boolean =>
  entries.every(({ request }) => kept.some((other) => other.request.correctionId === request.correctionId));

/** What needs the analyst, or has failed at least once. */
export const troubled = (outbox: Outbox): Entry[] => unsent(outbox).filter(({ problem }) => problem !== null);

/** What sending it again would not help: its author has to say what becomes of it. */
export const isStuck = ({ state }: Entry): boolean => state === 'stale' || state === 'refused';

const isReplaceable = (entry: Entry) => isStuck(entry) || (entry.state === 'waiting' && entry.failures === 0);

const entryOf = (eventId: string, request: Entry['request']): Entry => ({
  ...{ eventId, request, state: 'waiting', failures: 0, retryAtMs: 0, problem: null },
});

const change = (outbox: Outbox, correctionId: string, given: Partial<Entry>): Outbox =>
  outbox.map((entry) => (entry.request.correctionId === correctionId ? { ...entry, ...given } : entry));
