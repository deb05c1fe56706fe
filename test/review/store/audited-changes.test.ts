import { expect, test } from 'vitest';
import { auditedChanges } from '../../../service/review/store/audited-changes.ts';
import { recordCorrections } from '../../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { correction, day, reviewed, routed } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

describeOnBothStores('what an entry of the audit log changed', (db) => {
  const said = (n: number, correctedBy: string, given: object) =>
    correction({ ticketId: 'T-1', correctedBy, correctedAt: day(n).toISOString(), ...given }, { id: `c-${n}` });
  const entry = (n: number, who: string, given: object = {}) => ({
    ...{ id: String(n), at: new Date(day(n).getTime() + 40), who, action: 'correct' as const, subject: 'T-1' },
    ...given,
  });
  const changesOf = async (...entries: ReturnType<typeof entry>[]) =>
    Object.fromEntries(await auditedChanges(db(), entries));

  test('is where the ticket stood before and after, taking back included', async () => {
    await recordDecisions(db(), [routed({ offset: 1, category: 'PAY' }), reviewed({ offset: 2, candidates: [] })]);
    await recordCorrections(db(), [
      said(2, 'ana', { category: 'ACCESS' }),
      said(3, 'ben', { category: null }),
      said(4, 'ben', { category: null, retracts: 'c-3' }),
      said(5, 'ana', { category: 'TERMINAL' }),
      said(6, 'ana', { category: null, retracts: 'c-5' }),
      said(7, 'ana', { category: null, retracts: 'c-2' }),
      said(8, 'ana', { ticketId: 'T-2', category: 'PAY' }),
    ]);
    const retract = { action: 'retract' as const };
    const changes = await changesOf(
      ...[entry(2, 'ana'), entry(3, 'ben'), entry(4, 'ben', retract), entry(5, 'ana'), entry(6, 'ana', retract)],
      ...[entry(7, 'ana', retract), entry(8, 'ana', { subject: 'T-2' })],
    );
    expect(changes).toEqual({
      2: { from: 'PAY', to: 'ACCESS' },
      3: { from: 'ACCESS', to: null },
      4: { from: null, to: 'ACCESS' },
      5: { from: 'ACCESS', to: 'TERMINAL' },
      6: { from: 'TERMINAL', to: 'ACCESS' },
      7: { from: 'ACCESS', to: 'PAY' },
      8: { from: null, to: 'PAY' },
    });
  });

  test('is not known of what is gone, and of what changes no ticket', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    const gone = entry(2, 'ana', { subject: null });
    expect(await changesOf(gone, entry(3, 'ana'), entry(4, 'ana', { action: 'sign_in', subject: '::1' }))).toEqual({});
  });
});
