import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { decodeTicket } from '../../../service/intake/decode-ticket.ts';
import { listActions, recordAction } from '../../../service/review/store/audit-log.ts';
import { setAuditRates } from '../../../service/review/store/audit-rates.ts';
import { correctTicket } from '../../../service/review/store/correct-ticket.ts';
import { findDecisions } from '../../../service/review/store/find-decisions.ts';
import { findTicket } from '../../../service/review/store/find-ticket.ts';
import { applyRetention, clearProjection, eraseCustomer, eraseTickets } from '../../../service/review/store/forget.ts';
import type { Database } from '../../../service/review/store/open-store.ts';
import { keepPolicyDraft, listPolicyDrafts } from '../../../service/review/store/policy-drafts.ts';
import { recordCorrections } from '../../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { recordEscalations } from '../../../service/review/store/record-escalations.ts';
import { recordRejections } from '../../../service/review/store/record-rejections.ts';
import { recordTickets } from '../../../service/review/store/record-tickets.ts';
import { forgetWords } from '../../../service/review/store/tidy-texts.ts';
import {
  correction,
  day,
  escalated,
  received,
  reviewed,
  routed,
  routedByFrontier,
  ticketIdDrawn,
} from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

const drawn = ticketIdDrawn(true, { rate: 0.3 });

/** What lies on the topics. */
async function readTopics(db: Database): Promise<void> {
  await recordTickets(db, [
    received(1, { extra: { customer: { email: 'Jane@Example.com' } } }),
    received(2, { extra: { customerId: 77 } }),
    received(3),
  ]);
  await recordEscalations(db, [escalated(2, [{ category: 'ACCESS', probability: 0.4 }])]);
  await recordDecisions(db, [
    routed({ offset: 1 }),
    routedByFrontier({ offset: 2, decidedAt: day(3).toISOString() }),
    reviewed({ offset: 3 }),
    routed({ offset: 4, ticketId: drawn }),
  ]);
  await recordCorrections(db, [
    correction({ ticketId: 'T-1', note: 'Jane called' }),
    correction({ ticketId: 'T-3' }),
    correction({ ticketId: drawn, occasion: 'audit' }),
  ]);
  const source = { topic: 'tickets.inbound', partition: 0, offset: 9 };
  await recordRejections(db, [{ source, reason: 'invalid_json', receivedAt: day(1) }]);
}

const heldAll = { tickets: new Date(0), decisions: new Date(0), escalations: new Date(0), rejections: new Date(0) };
const tables = [
  'decisions',
  'decision_events',
  'tickets',
  'ticket_customers',
  'escalations',
  'rejections',
  'corrections',
] as const;

async function contentOf(db: Database): Promise<unknown> {
  const content: Record<string, unknown> = {};
  for (const table of tables) {
    const { rows } = await sql`select * from ${sql.table(table)} as t order by t::text`.execute(db);
    content[table] = rows;
  }
  return content;
}

describeOnBothStores('a projection', (db) => {
  test('when it is cleared and the topics are read again, then it is the same, sample included', async () => {
    await setAuditRates(db(), { since: day(1, 0), rate: 0.3, categories: {} });
    await readTopics(db());
    const before = await contentOf(db());
    await clearProjection(db(), heldAll);
    expect(await findDecisions(db(), {}, { limit: 9 })).toEqual([]);
    await readTopics(db());
    expect(await contentOf(db())).toEqual(before);
  });

  test('when the topics are read twice, then it is as after once', async () => {
    await readTopics(db());
    const before = await contentOf(db());
    await readTopics(db());
    expect(await contentOf(db())).toEqual(before);
  });

  test('when it is cleared, then a correction that is not on the topic yet survives and still counts', async () => {
    await readTopics(db());
    const word = correction({ ticketId: 'T-1', category: 'TERMINAL', correctedAt: day(4).toISOString() }).correction;
    const basedOn = (await findTicket(db(), 'T-1'))?.history[0]?.correctionId ?? null;
    await correctTicket(db(), ['TERMINAL'], { correctionId: 'mine', correction: word, basedOn, now: day(5) });
    await clearProjection(db(), heldAll);
    await readTopics(db());
    expect((await findDecisions(db(), { ticketId: 'T-1' }, { limit: 1 }))[0]?.category).toBe('TERMINAL');
  });
});

describeOnBothStores('what the topics no longer hold', (db) => {
  test('stays where a rebuild takes out the rest, and so does every word of a person', async () => {
    await readTopics(db());
    const held = { tickets: day(5), decisions: day(2), escalations: day(5), rejections: day(1, 0) };
    const before = (await contentOf(db())) as Record<string, unknown[]>;
    const cleared = await clearProjection(db(), held);
    const left = (await contentOf(db())) as Record<string, unknown[]>;
    const rows = (content: typeof left, table: string) => content[table]?.length ?? 0;
    expect(cleared).toEqual({
      gone: {
        texts: rows(before, 'tickets') - rows(left, 'tickets'),
        decisions: rows(before, 'decisions') - rows(left, 'decisions'),
      },
      left: {
        texts: rows(left, 'tickets'),
        decisions: rows(left, 'decisions'),
        corrections: rows(left, 'corrections'),
      },
    });
    expect(cleared.gone.decisions).toBeGreaterThan(0);
    expect(cleared.left.decisions).toBeGreaterThan(0);
    expect(left).toMatchObject({ rejections: [], tickets: { length: 3 }, escalations: { length: 1 } });
    expect((await findDecisions(db(), {}, { limit: 9 })).map(({ ticketId }) => ticketId).sort()).toEqual(
      ['T-1', 'T-3', drawn].sort(),
    );
    expect((await findTicket(db(), 'T-1'))?.history).toMatchObject([{ note: 'Jane called' }]);
    expect((await findDecisions(db(), { ticketId: 'T-3' }, { limit: 1 }))[0]?.labelBasis).toBe('review');
  });
});

describeOnBothStores("one customer's data", (db) => {
  test.each([
    ['an address, however it is written', ' jane@example.COM ', 'T-1'],
    ['a customer number', '77', 'T-2'],
  ])('is deleted from every table by %s, and that of others stays', async (_, customer, ticketId) => {
    await readTopics(db());
    expect(await eraseCustomer(db(), customer, day(9))).toEqual([ticketId]);
    expect(await findTicket(db(), ticketId)).toBeNull();
    expect(JSON.stringify(await contentOf(db()))).not.toContain(`"${ticketId}"`);
    const left = (await findDecisions(db(), {}, { limit: 9 })).map((decision) => decision.ticketId);
    expect(left.sort()).toEqual(['T-1', 'T-2', 'T-3', drawn].filter((id) => id !== ticketId).sort());
  });

  test('is found by a number that JSON.parse would round, and not that of a customer beside it', async () => {
    const tickets = ['1234567890123456781', '1234567890123456782', '1e30'].map((id, offset) => {
      const decoded = decodeTicket(Buffer.from(`{"customer":{"id":${id}}}`), Buffer.from('key'));
      return received(offset, decoded.ok ? { extra: decoded.ticket.extra } : {});
    });
    await recordTickets(db(), tickets);
    expect(await eraseCustomer(db(), '1234567890123456781', day(9))).toEqual(['T-0']);
    expect(await eraseCustomer(db(), '1e+30', day(9))).toEqual([]);
    expect(await findTicket(db(), 'T-1')).not.toBeNull();
  });

  test('does not come back when the topics are read again', async () => {
    await readTopics(db());
    await eraseTickets(db(), ['T-1', 'T-3'], day(9));
    await clearProjection(db(), heldAll);
    await readTopics(db());
    expect(await findTicket(db(), 'T-1')).toBeNull();
    expect(JSON.stringify(await contentOf(db()))).not.toMatch(/"T-[13]"|Jane/);
    expect(await findTicket(db(), 'T-2')).not.toBeNull();
  });

  test.each(['before', 'after'])(
    'is left out where it was sent before the erasure and read after it, its decision read %s its text',
    async (when) => {
      const sent = received(1, { extra: { from: 'Jane Doe <jane@example.com>' } });
      if (when === 'before') await recordDecisions(db(), [routed({ offset: 1 })]);
      expect(await eraseCustomer(db(), 'jane@example.com', day(9))).toEqual([]);
      await recordTickets(db(), [sent, received(2)]);
      await recordDecisions(db(), [routed({ offset: 1 })]);
      await recordCorrections(db(), [correction({ ticketId: 'T-1' })]);
      expect(await findTicket(db(), 'T-1')).toBeNull();
      expect(await findTicket(db(), 'T-2')).not.toBeNull();
    },
  );

  test('that comes after the erasure is kept: the customer may write again', async () => {
    await eraseCustomer(db(), 'jane@example.com', day(9));
    const again = received(5, { extra: { customer: { email: 'jane@example.com' } } });
    await recordTickets(db(), [{ ...again, receivedAt: day(10) }]);
    expect(await findTicket(db(), 'T-5')).not.toBeNull();
  });

  test('is deleted however many tickets it is', async () => {
    const many = Array.from({ length: 33_000 }, (_, i) => `T-${i}`);
    await readTopics(db());
    const { erased, unknown } = await eraseTickets(db(), many, day(9));
    expect([erased, unknown.length]).toEqual([['T-1', 'T-2', 'T-3'], 33_000 - 3]);
    expect(await findTicket(db(), 'T-1')).toBeNull();
  });

  test('is found when its text is too old to be kept, decisions and corrections with it', async () => {
    await readTopics(db());
    expect(await applyRetention(db(), { textsBefore: day(9), decisionsBefore: day(1, 0) })).toMatchObject({ texts: 3 });
    expect(await findTicket(db(), 'T-1')).toMatchObject({ texts: [], history: [{ category: 'ACCESS' }] });
    expect(await eraseCustomer(db(), 'jane@example.com', day(9))).toEqual(['T-1']);
    expect(await findTicket(db(), 'T-1')).toBeNull();
    expect(JSON.stringify(await contentOf(db()))).not.toContain('"T-1"');
  });

  test('is found as long as one late correction is left of it, and its keys go with that', async () => {
    await readTopics(db());
    await recordCorrections(db(), [correction({ ticketId: 'T-1', correctedAt: day(6).toISOString() })]);
    const keys = async () => (await db().selectFrom('ticket_customers').select('ticket_id').execute()).length;
    await applyRetention(db(), { textsBefore: day(5), decisionsBefore: day(5) });
    expect(await findTicket(db(), 'T-1')).toMatchObject({ decisions: [], texts: [], history: [{ revision: 1 }] });
    expect(await keys()).toBe(1);
    await applyRetention(db(), { textsBefore: day(7), decisionsBefore: day(7) });
    expect(await keys()).toBe(0);
  });

  test('of an unknown customer is nothing', async () => {
    await readTopics(db());
    const before = await contentOf(db());
    expect(await eraseCustomer(db(), 'joe@example.com', day(9))).toEqual([]);
    expect(await contentOf(db())).toEqual(before);
  });
});

describeOnBothStores('tickets that are erased by id', (db) => {
  test('are told from ids of which nothing is kept; those are left out as well, when something comes of them', async () => {
    await readTopics(db());
    const named = ['T-1', 'T-9', 'T-1', drawn];
    expect(await eraseTickets(db(), named, day(9))).toEqual({ erased: ['T-1', drawn], unknown: ['T-9'] });
    expect(await eraseTickets(db(), ['T-1'], day(9))).toEqual({ erased: [], unknown: ['T-1'] });
    await recordTickets(db(), [received(9)]);
    expect(await findTicket(db(), 'T-9')).toBeNull();
  });

  test.each<[string, () => Promise<unknown>]>([
    ['decision', () => recordDecisions(db(), [routed({ offset: 1 })])],
    ['text', () => recordTickets(db(), [received(1)])],
    ['escalation', () => recordEscalations(db(), [escalated(1, [{ category: 'ACCESS', probability: 0.4 }])])],
    ['correction', () => recordCorrections(db(), [correction({ ticketId: 'T-1' })])],
  ])('count where nothing but one %s is kept', async (_, record) => {
    await record();
    expect(await eraseTickets(db(), ['T-1'], day(9))).toEqual({ erased: ['T-1'], unknown: [] });
  });
});

describeOnBothStores('retention', (db) => {
  test('texts and notes go first and their decisions keep counting; later the decisions go too', async () => {
    await readTopics(db());
    const ages = { textsBefore: day(3), decisionsBefore: day(1, 0) };
    expect(await applyRetention(db(), ages)).toEqual({ texts: 3, decisions: 0 });
    expect(await findTicket(db(), 'T-1')).toMatchObject({
      texts: [],
      history: [{ note: null }],
      decisions: [{ category: 'ACCESS' }],
    });
    expect(await applyRetention(db(), { ...ages, decisionsBefore: day(2, 0) })).toEqual({ texts: 0, decisions: 3 });
    expect((await findDecisions(db(), {}, { limit: 9 })).map(({ ticketId }) => ticketId)).toEqual(['T-2']);
  });

  test('when a ticket was sent again after its correction, then that stays as long as a decision that says it', async () => {
    await readTopics(db());
    await recordDecisions(db(), [routed({ offset: 5, ticketId: 'T-1', decidedAt: day(6).toISOString() })]);
    const kept = async () =>
      (await db().selectFrom('corrections').select('ticket_id').execute()).map((c) => c.ticket_id);
    await applyRetention(db(), { textsBefore: day(4), decisionsBefore: day(4) });
    expect(await kept()).toEqual(['T-1']);
    expect(await findTicket(db(), 'T-1')).toMatchObject({
      decisions: [{ labelBasis: 'unasked' }],
      history: [{ category: 'ACCESS', note: null }],
    });
    await applyRetention(db(), { textsBefore: day(7), decisionsBefore: day(7) });
    expect(await kept()).toEqual([]);
  });

  test('takes what users of the API did and proposed, when decisions of that time go', async () => {
    for (const n of [1, 5]) {
      await recordAction(db(), { at: day(n), who: `10.0.0.${n}`, action: 'sign_in_denied', subject: null });
      await keepPolicyDraft(db(), {
        id: `draft ${n}`,
        threshold: 0.9,
        targetError: 0.02,
        note: `for Jane Doe <jane.doe@shop.example>, ${n}`,
        createdBy: 'ana',
        createdAt: day(n).toISOString(),
        modelVersion: '0.3.0',
      });
    }
    const notes = async () => (await listPolicyDrafts(db(), { after: null, limit: 9 })).map(({ note }) => note);
    expect(await notes()).toEqual([5, 1].map((n) => expect.stringMatching(new RegExp(`\\[EMAIL-1\\].*, ${n}$`))));
    expect((await notes()).join()).not.toContain('jane.doe');
    await applyRetention(db(), { textsBefore: day(3), decisionsBefore: day(1) });
    expect(await notes()).toEqual([expect.stringContaining(', 5'), '']);
    await applyRetention(db(), { textsBefore: day(9), decisionsBefore: day(3) });
    expect((await listActions(db(), {}, { limit: 9 })).map(({ who }) => who)).toEqual(['10.0.0.5']);
    expect((await listPolicyDrafts(db(), { after: null, limit: 9 })).map(({ id }) => id)).toEqual(['draft 5']);
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      'an erasure',
      async () => {
        await eraseTickets(db(), ['T-1'], day(9));
        await forgetWords(db());
      },
    ],
    ['retention of notes', () => applyRetention(db(), { textsBefore: day(3), decisionsBefore: day(1) })],
  ])('of what goes with %s no sample stays in the statistics', async (_, forget) => {
    await recordDecisions(db(), [routed({ offset: 1 }), routed({ offset: 3 })]);
    const word = (ticketId: string, note: string, n: number) =>
      correction({ ticketId, note, correctedAt: day(n).toISOString() });
    await recordCorrections(db(), [word('T-1', 'Quagmire called', 2), word('T-3', 'nobody called', 4)]);
    await sql`analyze corrections`.execute(db());
    const sampled = async () => {
      const { rows } = await sql<{ sample: string }>`select concat(most_common_vals, histogram_bounds) as sample
        from pg_stats where tablename = 'corrections' and attname = 'note'`.execute(db());
      return rows.map(({ sample }) => sample).join();
    };
    expect(await sampled()).toContain('Quagmire');
    await forget();
    expect(await sampled()).not.toContain('Quagmire');
  });
});
