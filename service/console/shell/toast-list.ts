export interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'bad';
  /** Something to do about it, such as taking back a correction. */
  action?: { label: string; run: () => void } | undefined;
}

const most = 3;

/** @param isHeld somebody has one in hand: none makes room until they let go */
export const added = (toasts: readonly Toast[], next: Toast, isHeld: boolean): readonly Toast[] =>
  isHeld ? [...toasts, next] : withRoom([...toasts, next]);

/** The oldest good news make room. An error stays until it is dismissed: nobody should have to read fast. */
export function withRoom(toasts: readonly Toast[]): readonly Toast[] {
  const good = toasts.slice(0, -1).filter(({ tone }) => tone === 'good');
  const gone = new Set(good.slice(0, Math.max(0, toasts.length - most)));
  return toasts.filter((given) => !gone.has(given));
}
