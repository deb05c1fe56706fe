import { sql } from 'kysely';
import { expect, inject, test } from 'vitest';
import { findDecisions } from '../../../service/review/store/find-decisions.ts';
import { openStore } from '../../../service/review/store/open-store.ts';
import { recordCorrections } from '../../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { lockTickets } from '../../../service/review/store/write-batch.ts';
import { until } from '../../support/until.ts';
import { correction, routed } from '../support/records.ts';
import { newDatabase } from '../support/stores.ts';

const postgres = inject('postgres');
const missing = 'missing' in postgres ? postgres.missing : null;

// PGlite has one connection: there nobody can write beside another.
test.skipIf(missing !== null).each(['a decision', 'a correction'])(
  `%s waits for whoever has its ticket in hand, so that neither misses the other (${missing ?? 'PostgreSQL'})`,
  async (what) => {
    const { db, close } = await openStore({ databaseUrl: await newDatabase((postgres as { url: string }).url) });
    const record = async () => {
      if (what === 'a decision') await recordDecisions(db, [routed({ offset: 1 })]);
      else await recordCorrections(db, [correction({ ticketId: 'T-1' })]);
    };
    const isWaiting = async () => {
      const { rows } = await sql`select 1 from pg_locks where locktype = 'advisory' and not granted`.execute(db);
      return rows.length > 0;
    };
    let recorded = Promise.resolve();
    await db.transaction().execute(async (trx) => {
      await lockTickets(trx, ['T-1']);
      recorded = record();
      const first = await Promise.race([
        recorded.then(() => 'recorded'),
        until('it waits', isWaiting).then(() => 'waiting'),
      ]);
      expect(first).toBe('waiting');
    });
    await recorded;
    if (what === 'a decision') expect(await findDecisions(db, {}, { limit: 9 })).toHaveLength(1);
    await close();
  },
);
