import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import { SignalboxError } from '../../errors.ts';
import { lockFolder } from './lock-folder.ts';
import { migrate } from './migrate.ts';
import { poolOfOne } from './pglite-pool.ts';
import { openEmbedded } from './pglite-thread.ts';
import type { Tables } from './tables.ts';
import { tidyTexts } from './tidy-texts.ts';

export type Database = Kysely<Tables>;

export interface Store {
  kind: 'postgres' | 'pglite';
  db: Database;
  /** Settles when an embedded store has ended though nobody closed it. PostgreSQL may come back: then never. */
  stopped: Promise<SignalboxError>;
  close(): Promise<void>;
}

interface Connected {
  pool: PostgresPool;
  stopped: Promise<SignalboxError>;
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
 * @throws SignalboxError STORE_UNREACHABLE (retryable), STORE_MISFIT when a newer version has migrated it, or the folder or the
 * database holds something else
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const kind = options.databaseUrl ? 'postgres' : 'pglite';
  const { pool, stopped }: Connected = options.databaseUrl
    ? { pool: postgresPool(options.databaseUrl, options), stopped: new Promise(() => undefined) }
    : await pglitePool(options.folder);
  const db: Database = new Kysely({ dialect: new PostgresDialect({ pool }) });
  try {
    const done = await migrate(db);
    // It has written each text anew, and without autovacuum the room of the old ones would stay lost.
    if (kind === 'pglite' && done.has('0007-search')) await tidyTexts(db);
  } catch (error) {
    await db.destroy().catch(() => undefined);
    throw error;
  }
  return { kind, db, stopped, close: () => db.destroy() };
}

function postgresPool(connectionString: string, { onConnectionLost }: StoreOptions): PostgresPool {
  const pool = new pg.Pool({
    connectionString,
    max: 8,
    connectionTimeoutMillis: 15_000,
    // A host that is gone sends no reset: without it a query would wait for an answer for ever.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'signalbox',
  });
  // Without a listener a broken connection would end the process. The pool listens to idle ones only.
  pool.on('error', (error) => onConnectionLost?.(error));
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    connect: () => pool.connect().catch(rethrowUnreachable),
    end: () => pool.end(),
  };
}

/** Without touching a table. @throws SignalboxError STORE_UNREACHABLE, STORE_MISFIT */
export async function assertStoreAnswers(databaseUrl: string): Promise<void> {
  const pool = postgresPool(databaseUrl, {});
  try {
    const client = await pool.connect();
    await client.query('select 1', []);
    client.release();
  } finally {
    await pool.end();
  }
}

async function pglitePool(folder: string | undefined): Promise<Connected> {
  if (!folder) {
    const database = await openEmbedded(undefined);
    return { pool: poolOfOne(database), stopped: database.stopped };
  }
  await mkdir(dirname(folder), { recursive: true }).catch((error) => rethrowUnopened(error, folder));
  const unlock = await lockFolder(folder);
  try {
    await inspectFolder(folder);
    const database = await openEmbedded(folder);
    const pool = poolOfOne(database);
    return { pool: { ...pool, end: () => pool.end().finally(unlock) }, stopped: database.stopped };
  } catch (error) {
    await unlock();
    if (error instanceof SignalboxError) throw error;
    return rethrowUnopened(error, folder);
  }
}

/**
 * What is in the embedded store's folder; an absent one is empty. Anything but a store is somebody's, perhaps a backup in the
 * wrong place: a new store must not take its place, nor be made beside one that was copied too high.
 * @throws SignalboxError STORE_MISFIT when it holds something else or a store lies above it; STORE_UNREACHABLE when it cannot be read
 */
export async function inspectFolder(folder: string): Promise<'store' | 'empty'> {
  const misfit = (what: string, remedy = 'move what is there to where it belongs, or set DATA_DIR to another folder') =>
    new SignalboxError('STORE_MISFIT', `${folder} ${what}`, { remedy });
  const found = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    return rethrowUnopened(error, folder);
  });
  if (found && !found.isDirectory()) throw misfit('is no folder but a file or a link'); // PGlite opens none behind a link
  const isStore = (path: string) => existsSync(join(path, 'PG_VERSION'));
  const names = found ? await readdir(folder).catch((error) => rethrowUnopened(error, folder)) : [];
  if (names.length === 0) {
    const above = [dirname(folder), dirname(dirname(folder))].find(isStore);
    if (!above) return 'empty';
    throw misfit(
      `is empty, and the files of a store lie in ${above}: were they copied too high?`,
      `move them (PG_VERSION and all that came with it) into ${folder}; if they are another database's, set DATA_DIR to a folder outside of it`,
    );
  }
  if (isStore(folder)) return 'store';
  const nested = names.map((name) => join(folder, name)).find(isStore);
  if (!nested) throw misfit('holds files but is no store');
  throw misfit(
    `holds files but is no store; there is one in ${nested}: was it copied one level too deep?`,
    `move what is in ${nested} (PG_VERSION and all beside it) into ${folder} itself`,
  );
}

/** Wrong password, no such role, no such database: waiting does not help. */
const refusals = new Set(['28P01', '28000', '3D000']);

const detailOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || String((cause as { code?: unknown }).code ?? cause.name);
};

function rethrowUnreachable(cause: unknown): never {
  if (refusals.has(String((cause as { code?: unknown } | null)?.code))) {
    throw new SignalboxError('STORE_MISFIT', `the store refuses the connection: ${detailOf(cause)}`, {
      cause,
      remedy: 'check user, password and database in DATABASE_URL',
    });
  }
  throw new SignalboxError('STORE_UNREACHABLE', `the store does not answer: ${detailOf(cause)}`, {
    cause,
    remedy: 'check DATABASE_URL and that PostgreSQL runs',
  });
}

function rethrowUnopened(cause: unknown, folder: string): never {
  throw new SignalboxError('STORE_UNREACHABLE', `the store in ${folder} cannot be opened: ${detailOf(cause)}`, {
    cause,
    remedy:
      'see that DATA_DIR may be written to, that its disk has room, and that no file of the store is missing: a backup is a copy of all of them, made while nothing has the store open',
  });
}
