import type { Database } from './open-store.ts';

/**
 * The store as it can be had now. It is opened and, when it goes away, waited for in the background.
 * @throws SignalboxError STORE_UNREACHABLE meanwhile
 */
export type StoreAccess = () => Database;
