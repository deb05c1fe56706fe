import { expect, test } from 'vitest';
import { findDecisions } from '../../../service/review/store/find-decisions.ts';
import { type StoredRecord, writeRecords } from '../../../service/review/store/write-records.ts';
import { countAll } from '../../support/kept.ts';
import { correction, escalated, received, routed } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

// Longer than an index takes, and not to be compressed.
const tooLong = Array.from({ length: 9_000 }, (_, i) => String.fromCharCode(0x4e00 + ((i * 7919) % 20_000))).join('');

describeOnBothStores('writing records', (db) => {
  const records: StoredRecord[] = [
    ...[1, 2, 3].map((offset) => ({ kind: 'decisions' as const, item: routed({ offset }) })),
    { kind: 'decisions', item: routed({ offset: 4, eventId: tooLong }) },
    ...[1, 2].map((offset) => ({ kind: 'tickets' as const, item: received(offset) })),
    { kind: 'escalations', item: escalated(1, []) },
    { kind: 'corrections', item: correction({ ticketId: 'T-1' }) },
  ];

  test('when one is refused for what is in it, then it alone is left out', async () => {
    const refused = await writeRecords(db(), records);
    expect(refused).toEqual([{ record: records[3], why: 'the database refuses it: SQLSTATE 54000' }]);
    expect(await countAll(db())).toEqual({ texts: 2, decisions: 3, rejections: 0, corrections: 1 });
    expect((await findDecisions(db(), { labelled: true }, { limit: 9 })).map(({ ticketId }) => ticketId)).toEqual([
      'T-1',
    ]);
  });

  test('when two helpdesks use one id for their corrections, then the second is told, with the reason', async () => {
    const words: StoredRecord[] = ['T-1', 'T-2', 'T-3'].map((ticketId, offset) => ({
      kind: 'corrections',
      item: correction({ ticketId }, { id: offset < 2 ? '1' : '2', offset }),
    }));
    const refused = [{ record: words[1], why: expect.stringContaining('ce_id') }];
    expect(await writeRecords(db(), words)).toEqual(refused);
    expect(await writeRecords(db(), words)).toEqual(refused);
    expect(await countAll(db())).toMatchObject({ corrections: 2 });
  });

  test('when all is written again, then nothing is doubled', async () => {
    await writeRecords(db(), records);
    await writeRecords(db(), records);
    expect(await countAll(db())).toEqual({ texts: 2, decisions: 3, rejections: 0, corrections: 1 });
  });
});
