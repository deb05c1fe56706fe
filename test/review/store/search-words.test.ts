import { sql } from 'kysely';
import { describe, expect, it, test } from 'vitest';
import { findDecisions } from '../../../service/review/store/find-decisions.ts';
import { applyRetention, clearProjection, eraseTickets } from '../../../service/review/store/forget.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { recordTickets } from '../../../service/review/store/record-tickets.ts';
import { searchQuery } from '../../../service/review/store/search-words.ts';
import { day, received, routed } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

const texts: [subject: string, body: string][] = [
  ['Refunded twice', 'Please look at the order “Kestrel-4711”.'],
  ['Twice charged', 'I want a refund/credit. Write to jane@example.com.'],
  ['ÜBERWEISUNG fehlt', 'Die Straße war gesperrt, sagte Zoë.'],
  ['ПЛАТЁЖ не прошёл', 'Η ΠΛΗΡΩΜΉ μου'],
  ['退款两次', 'カードが使えない'],
  ['', `${'long'.repeat(4000)} end`],
];

describeOnBothStores('a search by words', (db) => {
  const found = async (words: string) => {
    const page = await findDecisions(db(), { words }, { limit: 10 });
    return page.map(({ ticketId }) => Number(ticketId.slice(2)));
  };
  const fill = async () => {
    await recordDecisions(
      db(),
      texts.map((_, i) => routed({ offset: i + 1, decidedAt: day(20 - i).toISOString() })),
    );
    await recordTickets(
      db(),
      texts.map(([subject, body], i) => received(i + 1, { subject, body })),
    );
  };

  test.each<[string, string, number[]]>([
    ['all words, wherever they stand and whatever follows them', 'refund twice', [1, 2]],
    ['words of subject and body', 'refunded kestrel', [1]],
    ['a word with its number', 'Kestrel-4711', [1]],
    ['the beginning of a number', '471', [1]],
    ['words on both sides of a stroke', 'credit', [2]],
    ['no short words that only begin so', 'wr', []],
    ['a phrase as it is', '"twice charged"', [2]],
    ['no phrase from the subject into the body', '"charged i"', []],
    ['no phrase that would go on', '"I want a ref"', []],
    ['words after a quotation mark that stands alone', '“charged twice', [2]],
    ['letters beyond ASCII in any case', 'überWEISUNG straße', [3]],
    ['letters without their accents', 'uberweisung zoe', [3]],
    ['Cyrillic and Greek', 'платеж πληρωμη', [4]],
    ['scripts without spaces', '退款', [5]],
    ['and their characters in a row only', '两款', []],
    ['a word of two scripts', 'カード 使え', [5]],
    ['a word of any length', `end ${'long'.repeat(60)}`, [6]],
    ['nothing that was masked', 'jane', []],
    ['what stands in its place', 'email', [2]],
    ['nothing without a word', '“…” ?', []],
  ])('finds %s', async (_, words, expected) => {
    await fill();
    expect(await found(words)).toEqual(expected);
  });

  test('finds no text that retention, an erasure or a rebuild has deleted', async () => {
    await fill();
    await eraseTickets(db(), ['T-1'], day(25));
    expect(await found('twice')).toEqual([2]);
    await applyRetention(db(), { textsBefore: day(2), decisionsBefore: day(1, 0) });
    expect(await found('twice')).toEqual([]);
    expect(await findDecisions(db(), {}, { limit: 10 })).toHaveLength(5);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from tickets`.execute(db());
    expect(rows).toEqual([{ n: 0 }]);

    const heldAll = { tickets: new Date(0), decisions: new Date(0), escalations: new Date(0), rejections: new Date(0) };
    await clearProjection(db(), heldAll);
    await fill();
    expect(await found('twice')).toEqual([2]);
  });

  test('asks the index where the words are rare', async () => {
    await fill();
    const plan = await db()
      .transaction()
      .execute(async (trx) => {
        await sql`set local enable_seqscan = off`.execute(trx);
        const { rows } = await sql<object>`
          explain select event_id from tickets where words @@ ${searchQuery('kestrel')}::tsquery`.execute(trx);
        return rows.flatMap(Object.values).join('\n');
      });
    expect(plan).toContain('tickets_by_words');
  });
});

describe('what is sought', () => {
  it('is put to PostgreSQL as words only, whatever signs it has', () => {
    expect(searchQuery(`a' & !b | (c):* \\ <-> refund`)).toBe(`'a' & 'b' & 'c' & 'refund':*`);
    expect(searchQuery('twice twice')).toBe(`'twice':*`);
    expect(searchQuery('„zwei mal“ «deux fois» refund')).toBe(`('zwei' <-> 'mal') & ('deux' <-> 'fois') & 'refund':*`);
    expect(searchQuery('')).toBe('');
  });
});
