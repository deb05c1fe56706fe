import { draftsStore, useDrafts } from '../parts/drafts-store.ts';
import type { CorrectionDraft } from './correction-drafts.ts';

const corrections = draftsStore<CorrectionDraft>('signalbox.corrections');

/** Corrections in the making. */
export const useCorrectionDrafts = () => useDrafts(corrections);
