import { expect, test } from 'vitest';
import { auditedChanges } from '../../../service/review/store/audited-changes.ts';
import { applyRetention } from '../../../service/review/store/forget.ts';
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

  test('begins where the ticket stood then, though it was decided again since', async () => {
    const decided = (n: number, category: string) =>
      routed({ offset: n, ticketId: 'T-1', category, decidedAt: day(n).toISOString() });
    await recordDecisions(db(), [decided(1, 'PAY'), decided(3, 'ACCESS'), decided(6, 'TERMINAL')]);
    await recordCorrections(db(), [said(4, 'ana', { category: 'PAY' })]);
    expect(await changesOf(entry(4, 'ana'))).toEqual({ 4: { from: 'ACCESS', to: 'PAY' } });
  });

  test('is known where the clock of the decision is a little ahead of that of the correction', async () => {
    const decidedAt = new Date(day(2).getTime() + 900).toISOString();
    await recordDecisions(db(), [routed({ offset: 1, category: 'PAY', decidedAt })]);
    await recordCorrections(db(), [said(2, 'ana', { category: 'ACCESS' })]);
    expect(await changesOf(entry(2, 'ana'))).toEqual({ 2: { from: 'PAY', to: 'ACCESS' } });
  });

  test('is not known once the decision that it began with is gone, whether a later one is there or not', async () => {
    await recordDecisions(db(), [routed({ offset: 1, category: 'PAY' }), routed({ offset: 2, category: 'PAY' })]);
    await recordCorrections(db(), [
      said(4, 'ana', { category: 'ACCESS' }),
      said(5, 'ben', { category: 'TERMINAL' }),
      said(6, 'ana', { ticketId: 'T-2', category: 'ACCESS' }),
    ]);
    const again = { ticketId: 'T-2', category: 'TERMINAL', decidedAt: day(7).toISOString() };
    await recordDecisions(db(), [routed({ offset: 9, ...again })]);
    const entries = [entry(4, 'ana'), entry(5, 'ben'), entry(6, 'ana', { subject: 'T-2' })];
    const known = { 5: { from: 'ACCESS', to: 'TERMINAL' } };
    expect(await changesOf(...entries)).toEqual({
      ...known,
      4: { from: 'PAY', to: 'ACCESS' },
      6: { from: 'PAY', to: 'ACCESS' },
    });
    await applyRetention(db(), { textsBefore: day(1), decisionsBefore: day(3) });
    expect(await changesOf(...entries)).toEqual(known);
  });

  test('is not known of a retraction once the word that it took back is gone', async () => {
    await recordDecisions(db(), [routed({ offset: 1, category: 'PAY', decidedAt: day(1).toISOString() })]);
    await recordCorrections(db(), [
      said(2, 'ana', { category: 'ACCESS' }),
      said(4, 'ana', { category: null, retracts: 'c-2' }),
    ]);
    const retraction = entry(4, 'ana', { action: 'retract' });
    expect(await changesOf(retraction)).toEqual({ 4: { from: 'ACCESS', to: 'PAY' } });
    await applyRetention(db(), { textsBefore: day(1), decisionsBefore: day(3) });
    expect(await changesOf(retraction)).toEqual({});
  });

  test('is not known of what is gone, and of what changes no ticket', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    const gone = entry(2, 'ana', { subject: null });
    expect(await changesOf(gone, entry(3, 'ana'), entry(4, 'ana', { action: 'sign_in', subject: '::1' }))).toEqual({});
  });
});
