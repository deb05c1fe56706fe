import { sql } from 'kysely';
import { expect, test } from 'vitest';
import {
  countConfidence,
  countFallback,
  countLabelledConfidence,
  countLabels,
  countPopulation,
  countSupersededCost,
  findModelVersions,
} from '../../../service/review/store/count-facts.ts';
import { windowsOf } from '../../../service/review/store/report-windows.ts';
import { explaining } from '../support/explaining.ts';
import { day } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

const counts = {
  countPopulation,
  countLabels,
  countConfidence,
  countLabelledConfidence,
  countFallback,
  countSupersededCost,
};
const period = { from: day(1, 0), to: day(8, 0) };

describeOnBothStores('what the report counts', (db) => {
  test.for(Object.keys(counts) as (keyof typeof counts)[])('%s finds all of it in one index', async (name) => {
    const plans: string[] = [];
    await db()
      .transaction()
      .execute(async (trx) => {
        for (const other of ['seqscan', 'bitmapscan', 'indexscan'])
          await sql.raw(`set local enable_${other} = off`).execute(trx);
        for (const modelVersion of [null, '1.0.0']) {
          await counts[name](trx.withPlugin(explaining(plans)), { period, modelVersion, windows: windowsOf(period) });
        }
      });
    expect(plans).toHaveLength(2);
    for (const plan of plans) {
      expect(plan).toMatch(/Index Only Scan .*on decisions/);
      expect(plan).not.toMatch(/(?<!Only )Scan .*on decisions/);
    }
  });

  test('the model versions of a period are looked up one by one, whatever number of decisions it has', async () => {
    const plans: string[] = [];
    await db()
      .transaction()
      .execute((trx) => findModelVersions(trx.withPlugin(explaining(plans)), period));
    expect(plans).toHaveLength(1);
    expect(plans[0]).toMatch(/Limit\s+->\s+Index Scan using decisions_by_model on decisions/);
  });
});
