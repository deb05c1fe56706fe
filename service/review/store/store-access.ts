import type { Database } from './open-store.ts';

/** The process's store. @throws SignalboxError STORE_UNREACHABLE while it cannot be reached */
export type StoreAccess = () => Database;
