import { type FocusEvent, useRef, useSyncExternalStore } from 'react';
import { Button } from '../parts/button.tsx';
import { added, type Toast, withRoom } from './toast-list.ts';

const shownMs = 8000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
/** Somebody has a toast under the pointer, or the focus in it. */
const holds = new Set<'pointer' | 'focus'>();
/** Their time is up. */
const overdue = new Set<number>();

function set(next: readonly Toast[]): void {
  toasts = next;
  if (toasts.length === 0) holds.clear();
  for (const listener of listeners) listener();
}

/** Says something in passing; an error stays until it is dismissed. */
export function toast(text: string, { tone = 'good', action }: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  const id = nextId++;
  set(added(toasts, { id, text, tone, action }, holds.size > 0));
  if (tone === 'good') setTimeout(() => expire(id), shownMs);
}

function expire(id: number): void {
  overdue.add(id);
  dismissOverdue();
}

/** Nothing goes from under somebody's hands. */
function dismissOverdue(): void {
  if (holds.size > 0) return;
  for (const id of overdue) dismiss(id);
  overdue.clear();
  set(withRoom(toasts));
}

function release(hold: 'pointer' | 'focus'): void {
  holds.delete(hold);
  dismissOverdue();
}

const dismiss = (id: number) => set(toasts.filter((given) => given.id !== id));

/** Nobody reads what was said to the one before. */
export const dismissAll = (): void => set([]);

const isWithin = ({ currentTarget, relatedTarget }: FocusEvent): boolean =>
  relatedTarget instanceof Node && currentTarget.contains(relatedTarget);

/** The region is always there, so that screen readers hear what comes into it. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  const cameFrom = useRef<HTMLElement | null>(null);
  // The pressed button goes with its toast: the focus goes back to where it was, or to the page.
  const leave = (id: number) => {
    cameFrom.current?.focus({ preventScroll: true });
    if (document.activeElement !== cameFrom.current) document.getElementById('main')?.focus({ preventScroll: true });
    dismiss(id);
  };
  return (
    <section
      className="toasts"
      aria-label="Notifications"
      aria-live="polite"
      aria-relevant="additions"
      onPointerEnter={() => holds.add('pointer')}
      onPointerLeave={() => release('pointer')}
      onFocus={(event) => {
        holds.add('focus');
        if (!isWithin(event)) cameFrom.current = event.relatedTarget as HTMLElement | null;
      }}
      onBlur={(event) => {
        if (!isWithin(event)) release('focus');
      }}
    >
      {/* The latest on top: they stand on the page's lower edge, and none moves from under a pointer. */}
      {shown.toReversed().map(({ id, text, tone, action }) => (
        <div key={id} className={`toast toast-${tone}`}>
          <span>{text}</span>
          {action ? (
            <Button
              variant="quiet"
              size="small"
              onPress={() => {
                leave(id);
                action.run();
              }}
            >
              {action.label}
            </Button>
          ) : null}
          <Button variant="quiet" size="small" aria-label="Dismiss" onPress={() => leave(id)}>
            ✕
          </Button>
        </div>
      ))}
    </section>
  );
}
