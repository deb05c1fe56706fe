import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it, test } from 'vitest';
import { findDecisions } from '../../../service/review/store/find-decisions.ts';
import { applyRetention, clearProjection, eraseTickets } from '../../../service/review/store/forget.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { recordTickets } from '../../../service/review/store/record-tickets.ts';
import { searchQuery, searchVector } from '../../../service/review/store/search-words.ts';
import { forgetWords, tidyTexts } from '../../../service/review/store/tidy-texts.ts';
import { day, received, routed } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

const texts: [subject: string, body: string][] = [
  ['Refunded twice', 'Please look at the order “Kestrel-4711”.'],
  ['Twice charged', 'I want a refund/credit. Write to jane@example.com.'],
  ['ÜBERWEISUNG fehlt', 'Die Straße war gesperrt, sagte Zoë.'],
  ['ПЛАТЁЖ не прошёл', 'Η ΠΛΗΡΩΜΉ μου'],
  ['退款两次', 'カードが使えない'],
  ['', `${'long'.repeat(4000)} end`],
  ['환불을 원합니다', 'Компʼютер. Ο δρόμος ΜΑΣ. Große Mühe.'],
];

/** Marks without end, which are none until they are taken apart, or of which each becomes several; and what becomes many letters. */
const hostile = [
  'ｶﾞ',
  'ก\u0f77',
  'क\u0f77',
  'a\u0301',
  'ﷺ',
  '㍿',
  'ﬃ',
  '𠀀',
  '𝒜',
  '가',
  'ʼn',
  'ß',
  'ｶ',
  '\u1100',
].flatMap((pair) => {
  const [letter, mark] = [...pair.slice(0, 1), pair.slice(1)] as [string, string];
  return [letter + mark.repeat(683), letter + mark.repeat(20_000), pair.repeat(10_000)];
});

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
    ['Korean by a beginning of any length', '환', [7]],
    ['an apostrophe that is a letter', 'комп’ютер', [7]],
    ['and the other way round', 'Kestrelʼ4711', [1]],
    ['a sigma wherever it stands', 'ΜΑΣ δρομοσ', [7]],
    ['a sharp s, and none', 'GROSSE', [7]],
    ['words in which something invisible stands', 'ref\u00adund\u200bed k\ufe00estrel', [1]],
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
    expect(await findDecisions(db(), {}, { limit: 10 })).toHaveLength(texts.length - 1);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from tickets`.execute(db());
    expect(rows).toEqual([{ n: 0 }]);

    const heldAll = { tickets: new Date(0), decisions: new Date(0), escalations: new Date(0), rejections: new Date(0) };
    await clearProjection(db(), heldAll);
    await fill();
    expect(await found('twice')).toEqual([2]);
  });

  test('reads few rows for words that are rare or nowhere, once it has been tidied', async () => {
    const [first] = texts.map(([subject, body]) => searchVector({ subject, body }));
    await fill();
    await sql`analyze decisions`.execute(db()); // as PostgreSQL does by itself, at any moment
    await sql`
      insert into decisions (event_id, ticket_id, revision, decided_at, outcome, answered, usd, model_version,
        taxonomy_version, sampled, audit_position, facet_id, decided_hour)
      select 'e-' || i, 'T-' || (i + 100), 1, ${day(1)}::timestamptz + i * interval '1 minute', 'model', false, 0, '1', '1', false, 0, 1, 0
      from generate_series(1, 5000) as i`.execute(db());
    await sql`
      insert into tickets (event_id, ticket_id, revision, channel, subject, body, set_aside, kept_raw, received_at, words)
      select 'e-' || i, 'T-' || (i + 100), 1, 'chat', 'Card', repeat('text ', 100), '[]', false, ${day(20)}::timestamptz,
        case when i % 2500 = 0 then ${first}::tsvector else array_to_tsvector(array['card', 'w' || i % 100]) end
      from generate_series(1, 5000) as i`.execute(db());
    await applyRetention(db(), { textsBefore: day(1, 0), decisionsBefore: day(1, 0) });
    for (const [words, most] of [
      ['absentword', 20],
      ['kestrel', 50],
      ['card', 200],
    ] as const)
      expect(await rowsReadFor(words)).toBeLessThan(most);
  });

  /** Of texts alone: the planner may read small decisions in one go. */
  const rowsReadFor = (words: string) =>
    db()
      .transaction()
      .execute(async (trx) => {
        const read = async () => {
          const { rows } = await sql<{ n: number }>`
            select (seq_tup_read + idx_tup_fetch)::int as n from pg_stat_xact_user_tables where relname = 'tickets'`.execute(
            trx,
          );
          return rows[0]?.n ?? 0;
        };
        const before = await read();
        await findDecisions(trx, { words }, { limit: 50 });
        return (await read()) - before;
      });

  test.each<[string, () => Promise<unknown>]>([
    ['an erasure', () => eraseTickets(db(), ['T-1'], day(25)).then(() => forgetWords(db()))],
    ['retention', () => applyRetention(db(), { textsBefore: day(2), decisionsBefore: day(1, 0) })],
  ])('keeps no word in the index that went with %s', async (_, forget) => {
    await fill();
    const isInIndex = async (word: string) => {
      await sql`checkpoint`.execute(db());
      const { rows } = await sql<{ has: boolean }>`
        select position(convert_to(${word}, 'UTF8') in pg_read_binary_file(pg_relation_filepath('tickets_by_words'))) > 0 as has`.execute(
        db(),
      );
      return rows[0]?.has;
    };
    expect(await isInIndex('kestrel')).toBe(true);
    await forget();
    expect(await isInIndex('kestrel')).toBe(false);
    const { rows } = await sql`select 1 from pg_index where not indisvalid`.execute(db());
    expect(rows).toEqual([]);
  });

  test('is made anew though the time before was cut off, and by two at once', async () => {
    await fill();
    for (const left of ['tickets_by_words_ccnew', 'tickets_by_words_ccold1'])
      await sql`create index ${sql.id(left)} on tickets using gin (words)`.execute(db());
    await Promise.all([forgetWords(db()), tidyTexts(db()), forgetWords(db())]);
    const { rows } = await sql`select indexrelid::regclass::text as name from pg_index
      where indrelid = 'tickets'::regclass and indexrelid::regclass::text like 'tickets_by_words%'`.execute(db());
    expect(rows).toEqual([{ name: 'tickets_by_words' }]);
    expect(await found('long')).toEqual([6]);
  });

  test('takes texts and words that were made to break it, and those beside them', async () => {
    await recordDecisions(
      db(),
      hostile.map((_, i) => routed({ offset: i + 1 })),
    );
    await recordTickets(
      db(),
      hostile.map((body, i) => received(i + 1, { subject: `beside ${body.slice(0, 900)}`, body })),
    );
    expect(await findDecisions(db(), { words: 'beside' }, { limit: 99 })).toHaveLength(hostile.length);
    const asked = hostile.map((text) => text.slice(0, 300)); // the API takes no more
    for (const words of asked) await findDecisions(db(), { words }, { limit: 1 });
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

describe('a word', () => {
  const lexemes = (vector: string) =>
    [...vector.matchAll(/'([^']*)'/g)].map(([, word = '']) => Buffer.byteLength(word));

  it('is never longer than PostgreSQL takes it', () => {
    const character = fc.oneof(
      fc.constantFrom(...hostile.map((text) => text.slice(0, 2)), 'ﾞ', '\u0f77', '\u0301', '\u3099', ' ', '"'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const text = fc
      .array(fc.tuple(character, fc.nat({ max: 700 })), { maxLength: 8 })
      .map((parts) => parts.map(([part, times]) => part.repeat(times)).join(''));
    const isTaken = (body: string) => {
      expect(Math.max(0, ...lexemes(searchVector({ subject: '', body })))).toBeLessThanOrEqual(2046);
      expect(Math.max(0, ...lexemes(searchQuery(body)))).toBeLessThanOrEqual(2046);
    };
    hostile.forEach(isTaken);
    fc.assert(fc.property(text, isTaken), { numRuns: 30 });
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
