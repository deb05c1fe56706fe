export interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'bad';
  /** Something to do about it, such as taking back a correction. */
  action?: { label: string; run: () => void } | undefined;
}

const most = 3;

/** The oldest good news make room. An error stays until it is dismissed: nobody should have to read fast. */
export function added(toasts: readonly Toast[], next: Toast): readonly Toast[] {
  const good = toasts.filter(({ tone }) => tone === 'good');
  const gone = new Set(good.slice(0, Math.max(0, toasts.length + 1 - most)));
  return [...toasts.filter((given) => !gone.has(given)), next];
}
