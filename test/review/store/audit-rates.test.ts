import { expect, test } from 'vitest';
import { adoptAuditRate, auditSchedule, setAuditRates } from '../../../service/review/store/audit-rates.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { day, routed } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

const always = new Date(0);

describeOnBothStores('the audit rate at the start', (db) => {
  test('a new store draws everything by the configured rate', async () => {
    await adoptAuditRate(db(), 0.5, day(3));
    expect(await auditSchedule(db())).toEqual([{ since: always, rate: 0.5, categories: {} }]);
  });

  test('a store that drew by the default keeps that for what is past', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    await adoptAuditRate(db(), 0.5, day(3));
    expect(await auditSchedule(db())).toEqual([
      { since: always, rate: 0.02, categories: {} },
      { since: day(3), rate: 0.5, categories: {} },
    ]);
  });

  test('the same rate again changes nothing; another one holds from now on, and rates of categories stay', async () => {
    const first = { since: day(1), rate: 0.1, categories: { PAY: 0.4 } };
    await setAuditRates(db(), first);
    await adoptAuditRate(db(), 0.1, day(2));
    expect(await auditSchedule(db())).toEqual([first]);
    await adoptAuditRate(db(), 0.2, day(3));
    expect(await auditSchedule(db())).toEqual([first, { since: day(3), rate: 0.2, categories: { PAY: 0.4 } }]);
  });
});
