import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { draftsStore } from '../../service/console/parts/drafts-store.ts';

declare global {
  /** Of the browser. */
  var sessionStorage: Record<'getItem', (key: string) => string | null> &
    Record<'setItem', (key: string, value: string) => void> &
    Record<'removeItem', (key: string) => void>;
}

const tab = new Map<string, string>();
const written = (id: string, text: string) => (given: ReadonlyMap<string, string>) => new Map(given).set(id, text);

beforeEach(() =>
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => tab.get(key) ?? null,
    setItem: (key: string, value: string) => tab.set(key, value),
    removeItem: (key: string) => tab.delete(key),
  }),
);
afterEach(() => {
  vi.unstubAllGlobals();
  tab.clear();
});

it('what is half written is its author’s alone, whoever else uses the tab', () => {
  const drafts = draftsStore<string>('notes');
  drafts.change('ana', written('T-1', 'half'));
  expect([...drafts.draftsOf('ben')]).toEqual([]);
  drafts.change('ben', written('T-1', 'other'));
  expect([...drafts.draftsOf('ana')]).toEqual([['T-1', 'half']]);
});

it('what is half written outlives a reload, and leaves nothing once it is settled', () => {
  draftsStore<string>('notes').change('ana', written('T-1', 'half'));
  const reloaded = draftsStore<string>('notes');
  expect([...reloaded.draftsOf('ana')]).toEqual([['T-1', 'half']]);
  expect([...draftsStore<string>('others').draftsOf('ana')]).toEqual([]);
  reloaded.change('ana', () => new Map());
  expect(tab.size).toBe(0);
});

it('what is half written stays where the tab’s store is full, or holds what is none', () => {
  tab.set('notes.ana', '{');
  const drafts = draftsStore<string>('notes');
  vi.stubGlobal('sessionStorage', {
    ...sessionStorage,
    setItem: () => {
      throw new Error('QuotaExceededError');
    },
  });
  drafts.change('ana', written('T-1', 'half'));
  expect([...drafts.draftsOf('ana')]).toEqual([['T-1', 'half']]);
});
