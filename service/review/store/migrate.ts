import { Migrator, sql } from 'kysely';
import { SignalboxError } from '../../errors.ts';
import { mayPass } from './lost-connection.ts';
import * as first from './migrations/0001-store.ts';
import * as second from './migrations/0002-console.ts';
import * as third from './migrations/0003-order.ts';
import * as fourth from './migrations/0004-report-from-indexes.ts';
import * as fifth from './migrations/0005-latest-decision.ts';
import * as sixth from './migrations/0006-customers.ts';
import * as seventh from './migrations/0007-search.ts';
import * as eighth from './migrations/0008-draw-and-notes.ts';
import * as ninth from './migrations/0009-written-at.ts';
import * as tenth from './migrations/0010-change-counts.ts';
import * as eleventh from './migrations/0011-held-as-none.ts';
import type { Database } from './open-store.ts';

const migrations = {
  '0001-store': first,
  '0002-console': second,
  '0003-order': third,
  '0004-report-from-indexes': fourth,
  '0005-latest-decision': fifth,
  '0006-customers': sixth,
  '0007-search': seventh,
  '0008-draw-and-notes': eighth,
  '0009-written-at': ninth,
  '0010-change-counts': tenth,
  '0011-held-as-none': eleventh,
};

/**
 * Brings the tables up to date, all or nothing.
 * @returns names of the migrations that had to be done
 * @throws SignalboxError STORE_UNREACHABLE when it may be done later, without another start; else STORE_MISFIT
 */
export async function migrate(db: Database): Promise<Set<string>> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error === undefined) return new Set(results.map(({ migrationName }) => migrationName));
  if (error instanceof SignalboxError) throw error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const because = String(message ?? error);
  if (mayPass(error) || code === noRight) {
    throw new SignalboxError('STORE_UNREACHABLE', `the store's tables cannot be brought up to date yet: ${because}`, {
      cause: error,
      remedy: mending[String(code)] ?? 'see that the database runs and takes writes',
    });
  }
  throw new SignalboxError('STORE_MISFIT', `the store's tables cannot be brought up to date: ${because}`, {
    cause: error,
    remedy: (await isOfNewerVersion(db, code))
      ? 'run the newest version that has used this database, or give this one a database of its own'
      : 'read what the database says; where it has tables of another program, give this one a database of its own',
  });
}

/** Not to be waited for by itself. But whoever grants it need not start the service again, and routing goes on meanwhile. */
const noRight = '42501';

const mending: Record<string, string> = {
  '25006': 'name the primary in DATABASE_URL, or let this database take writes again: a standby takes none',
  [noRight]:
    'as an administrator of the database: GRANT CREATE ON SCHEMA public TO the user in DATABASE_URL, or make it the owner of the schema; of the tables that are there it has to be the owner',
  '53100': 'make room on the disk of the database',
  '55P03':
    'wait until nothing else holds the tables (a running pg_dump does), or raise lock_timeout of the user in DATABASE_URL',
  '57014':
    'raise statement_timeout of the user in DATABASE_URL: large tables take minutes, and what holds them (a running pg_dump) is waited for',
};

/** Kysely's own errors have no code: a migration that was done is none of ours. */
async function isOfNewerVersion(db: Database, code: unknown): Promise<boolean> {
  if (code !== undefined) return false;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.some(({ name }) => !(name in migrations));
}
