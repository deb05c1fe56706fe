import { draftsStore, useDrafts } from '../parts/drafts-store.ts';

const reasons = draftsStore<string>('signalbox.draft-reasons');
/** One is written at a time. */
const inTheMaking = 'policy';

/** The reason of a draft in the making, how to write it, and how to be done with it once it was kept. */
export function useDraftReason(): {
  reason: string;
  write: (reason: string) => void;
  settle: (kept: string) => void;
} {
  const [given, change] = useDrafts(reasons);
  return {
    reason: given.get(inTheMaking) ?? '',
    write: (reason) => change(() => (reason === '' ? new Map() : new Map([[inTheMaking, reason]]))),
    // What has been written since is for the next one.
    settle: (kept) => change((now) => (now.get(inTheMaking)?.trim() === kept ? new Map() : now)),
  };
}
