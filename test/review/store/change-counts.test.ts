import { sql } from 'kysely';
import { expect, inject, test } from 'vitest';
import { changeCounts, countChanges } from '../../../service/review/store/change-counts.ts';
import { correctTicket } from '../../../service/review/store/correct-ticket.ts';
import { openStore } from '../../../service/review/store/open-store.ts';
import { recordCorrections } from '../../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { until } from '../../support/until.ts';
import { correction, day, routed } from '../support/records.ts';
import { describeOnBothStores, newDatabase } from '../support/stores.ts';

const postgres = inject('postgres');
const missing = 'missing' in postgres ? postgres.missing : null;

describeOnBothStores('what is written', (db) => {
  test('when decisions or corrections are written, then they count, whatever their dates', async () => {
    const before = await changeCounts(db());
    const written = async () => {
      const { decisions, corrections } = await changeCounts(db());
      return [decisions - before.decisions, corrections - before.corrections];
    };
    await recordDecisions(db(), [routed({ offset: 1, decidedAt: day(9).toISOString() })]);
    await recordDecisions(db(), [routed({ offset: 2 }), routed({ offset: 3 })]);
    expect(await written()).toEqual([3, 0]);
    const { correction: said } = correction({ ticketId: 'T-1' });
    await correctTicket(db(), ['ACCESS'], { correctionId: 'c', correction: said, basedOn: null, now: day(9) });
    await recordCorrections(db(), [correction({ ticketId: 'T-1', correctedAt: day(1).toISOString() })]);
    expect(await written()).toEqual([3, 2]);
  });
});

// PGlite has one connection: there nobody can write beside another.
test.skipIf(missing !== null)(
  `when two write at once, then the second waits for the first at the counts, so that none is passed over (${missing ?? 'PostgreSQL'})`,
  async () => {
    const { db, close } = await openStore({ databaseUrl: await newDatabase((postgres as { url: string }).url) });
    const isWaiting = async () => {
      const { rows } = await sql`select 1 from pg_locks where locktype = 'transactionid' and not granted`.execute(db);
      return rows.length > 0;
    };
    let recorded = Promise.resolve();
    await db.transaction().execute(async (trx) => {
      await countChanges(trx, { decisions: 1 });
      recorded = recordDecisions(db, [routed({ offset: 1 })]);
      await until('it waits', isWaiting);
      expect(await changeCounts(db)).toEqual({ decisions: 0, corrections: 0 });
    });
    await recorded;
    expect(await changeCounts(db)).toEqual({ decisions: 2, corrections: 0 });
    await close();
  },
);
