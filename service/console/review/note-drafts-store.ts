import { draftsStore, useDrafts } from '../parts/drafts-store.ts';

const notes = draftsStore<string>('signalbox.notes');

/** Notes in the making. */
export const useNoteDrafts = () => useDrafts(notes);
