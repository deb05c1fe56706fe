interface Store {
  readonly length: number;
  key(at: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
  removeItem(key: string): void;
}

/** Some browsers refuse it altogether by their settings, and say so to whoever touches it. */
const store = (): Store => (globalThis as unknown as { localStorage: Store }).localStorage;

/** A store that is blocked has nothing in it. */
export function storedKeys(): string[] {
  try {
    const given = store();
    return Array.from({ length: given.length }, (_, at) => given.key(at)).filter((key) => key !== null);
  } catch {
    return [];
  }
}

export function stored(key: string): string | null {
  try {
    return store().getItem(key);
  } catch {
    return null;
  }
}

/** @returns false: it is full or blocked */
export function keepStored(key: string, text: string): boolean {
  try {
    store().setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

export function dropStored(key: string): void {
  try {
    store().removeItem(key);
  } catch {
    // What is blocked has nothing to be dropped.
  }
}
