import type { QueueItem } from '../../contracts/console-api.ts';

/** What one has said in this sitting, by event. */
export type Verdicts = ReadonlyMap<string, { category: string | null; correctionId: string }>;

/** The next ticket that still waits, from the one after `current` on and then from the beginning; null when none is left. */
export function nextWaiting(items: readonly QueueItem[], verdicts: Verdicts, current: string | null): string | null {
  const at = items.findIndex(({ eventId }) => eventId === current);
  const inOrder = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return inOrder.find(({ eventId }) => !verdicts.has(eventId))?.eventId ?? null;
}

/** The neighbour in the list; the ends stay where they are. */
export function neighbourOf(items: readonly QueueItem[], current: string | null, step: 1 | -1): string | null {
  const at = items.findIndex(({ eventId }) => eventId === current);
  return items[Math.min(items.length - 1, Math.max(0, at + step))]?.eventId ?? null;
}

export type Shortcut =
  | { kind: 'choose'; index: number }
  | { kind: 'none' }
  | { kind: 'save' }
  | { kind: 'next' }
  | { kind: 'previous' }
  | { kind: 'search' };

/** What a key means while no field has the focus. */
export function shortcutOf(key: string, candidates: number): Shortcut | null {
  if (/^[1-9]$/.test(key)) return Number(key) <= candidates ? { kind: 'choose', index: Number(key) - 1 } : null;
  switch (key) {
    case '0':
      return { kind: 'none' };
    case 's':
      return { kind: 'save' };
    case 'j':
      return { kind: 'next' };
    case 'k':
      return { kind: 'previous' };
    case '/':
      return { kind: 'search' };
    default:
      return null;
  }
}
