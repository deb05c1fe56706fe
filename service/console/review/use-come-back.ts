import { useEffect, useState } from 'react';
import type { ReviewQueue } from '../../contracts/api-review-queue.ts';
import type { Outbox } from './outbox.ts';

interface ComeBack {
  /** Event id of what is awaited; null: nothing is. */
  expected: string | null;
  expect: (eventId: string) => void;
}

/** A ticket whose verdict is taken back waits again once the server has heard of it: then the list is asked for it. */
export function useComeBack(outbox: Outbox, reload: () => Promise<ReviewQueue | undefined>): ComeBack {
  const [expected, expect] = useState<string | null>(null);
  const isOnItsWay = outbox.some(
    ({ eventId, state }) => eventId === expected && (state === 'waiting' || state === 'sending'),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each ticket that comes back
  useEffect(() => {
    if (expected === null || isOnItsWay) return;
    void reload().then(() => expect((given) => (given === expected ? null : given)));
  }, [expected, isOnItsWay]);
  return { expected, expect };
}
