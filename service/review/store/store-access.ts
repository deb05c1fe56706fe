import type { Database } from './open-store.ts';

/**
 * The store for whoever needs it now; it may be opened after the start, and again after it was down.
 * @throws SignalboxError STORE_UNREACHABLE while it is not open
 */
export type StoreAccess = () => Database;
