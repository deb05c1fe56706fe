import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, Migrator, PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import { SignalboxError } from '../../errors.ts';
import { lockFolder } from './lock-folder.ts';
import * as first from './migrations/0001-store.ts';
import * as second from './migrations/0002-console.ts';
import { poolOfOne } from './pglite-pool.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

export interface Store {
  kind: 'postgres' | 'pglite';
  db: Database;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** PostgreSQL. Absent or empty: PGlite. */
  databaseUrl?: string | undefined;
  /** Folder of PGlite; one process at a time may have it open. Absent: in memory, gone when closed. */
  folder?: string | undefined;
  /** Told when a connection breaks while nobody uses it; the pool opens another one. */
  onConnectionLost?: (error: Error) => void;
}

/**
 * Opens the store and brings its tables up to date. PGlite is PostgreSQL in this process, so both run the same dialect and SQL.
 * @throws SignalboxError STORE_UNREACHABLE (retryable), STORE_MISFIT when a newer version has migrated it
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const kind = options.databaseUrl ? 'postgres' : 'pglite';
  const pool = options.databaseUrl ? postgresPool(options.databaseUrl, options) : await pglitePool(options.folder);
  const db: Database = new Kysely({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy().catch(() => undefined);
    throw error;
  }
  return { kind, db, close: () => db.destroy() };
}

function postgresPool(connectionString: string, { onConnectionLost }: StoreOptions): PostgresPool {
  const pool = new pg.Pool({ connectionString, max: 8, connectionTimeoutMillis: 5_000, application_name: 'signalbox' });
  pool.on('error', (error) => onConnectionLost?.(error)); // without a listener it would end the process
  return {
    connect: () => pool.connect().catch(rethrowUnreachable),
    end: () => pool.end(),
  };
}

async function pglitePool(folder: string | undefined): Promise<PostgresPool> {
  if (!folder) return poolOfOne(await PGlite.create('memory://'));
  await mkdir(folder, { recursive: true });
  const unlock = await lockFolder(folder);
  try {
    const pool = poolOfOne(await PGlite.create(folder));
    return { ...pool, end: () => pool.end().finally(unlock) };
  } catch (error) {
    await unlock();
    return rethrowUnreachable(error);
  }
}

function rethrowUnreachable(cause: unknown): never {
  const detail = cause instanceof Error ? cause.message || cause.name : String(cause);
  throw new SignalboxError('STORE_UNREACHABLE', `the store does not answer: ${detail}`, {
    cause,
    remedy:
      'check DATABASE_URL and that PostgreSQL runs; without DATABASE_URL, that DATA_DIR is writable and not in use',
  });
}

const migrations = { '0001-store': first, '0002-console': second };

async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof SignalboxError) throw error;
  throw new SignalboxError('STORE_MISFIT', `the store's tables cannot be brought up to date: ${String(error)}`, {
    cause: error,
    remedy: 'run the newest version that has used this database, or give this one a database of its own',
  });
}
