import { vi } from 'vitest';

/** A browser's store in place of the global one. @param hasRoomFor else it says that it is full */
export function fakeStore(
  given: Record<string, string> = {},
  { hasRoomFor = () => true }: { hasRoomFor?: (key: string) => boolean } = {},
): Map<string, string> {
  const kept = new Map(Object.entries(given));
  vi.stubGlobal('localStorage', {
    get length() {
      return kept.size;
    },
    key: (at: number) => [...kept.keys()][at] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, text: string) {
      if (!hasRoomFor(key)) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, text);
    },
    removeItem: (key: string) => kept.delete(key),
  });
  return kept;
}
