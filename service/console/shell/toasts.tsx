import { useSyncExternalStore } from 'react';
import { Button } from '../parts/button.tsx';

export interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'bad';
  /** Something to do about it, such as taking back a correction. */
  action?: { label: string; run: () => void } | undefined;
}

const shownMs = 8000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says something in passing. An error stays until it is dismissed: nobody should have to read fast. */
export function toast(text: string, { tone = 'good', action }: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  const id = nextId++;
  set([...toasts.slice(-2), { id, text, tone, action }]);
  if (tone === 'good') setTimeout(() => dismiss(id), shownMs);
}

const dismiss = (id: number) => set(toasts.filter((given) => given.id !== id));

/** Nobody reads what was said to the one before. */
export const dismissAll = (): void => set([]);

/** The region is always there, so that screen readers hear what comes into it. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <section className="toasts" aria-label="Notifications" aria-live="polite" aria-relevant="additions">
      {shown.map(({ id, text, tone, action }) => (
        <div key={id} className={`toast toast-${tone}`}>
          <span>{text}</span>
          {action ? (
            <Button
              variant="quiet"
              size="small"
              onPress={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.label}
            </Button>
          ) : null}
          <Button variant="quiet" size="small" aria-label="Dismiss" onPress={() => dismiss(id)}>
            ✕
          </Button>
        </div>
      ))}
    </section>
  );
}
