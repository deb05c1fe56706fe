import { type KyselyPlugin, RawNode, sql } from 'kysely';
import { expect, test } from 'vitest';
import {
  countConfidence,
  countFallback,
  countLabelledConfidence,
  countLabels,
  countPopulation,
  countSupersededCost,
} from '../../../service/review/store/count-facts.ts';
import { windowsOf } from '../../../service/review/store/report-windows.ts';
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

/** Statements are explained and not run. */
function explaining(plans: string[]): KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      if (!RawNode.is(node)) throw new TypeError(`a ${node.kind} cannot be explained`);
      const [first = '', ...others] = node.sqlFragments;
      return RawNode.create([`explain (costs off) ${first}`, ...others], node.parameters);
    },
    transformResult: async ({ result }) => {
      plans.push(result.rows.map((row) => row['QUERY PLAN']).join('\n'));
      return result;
    },
  };
}

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
});
