const listeners = new Set<() => void>();

/** Calls the listener when the service answers again after a time without it. @returns how to stop listening */
export function onServiceBack(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function tellServiceBack(): void {
  for (const listener of listeners) listener();
}
