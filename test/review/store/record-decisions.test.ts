import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { confidenceEdges } from '../../../service/review/report/facts.ts';
import { setAuditRates } from '../../../service/review/store/audit-rates.ts';
import { auditQueue, findDecisions } from '../../../service/review/store/find-decisions.ts';
import { findTicket } from '../../../service/review/store/find-ticket.ts';
import { recordCorrections } from '../../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { recordEscalations } from '../../../service/review/store/record-escalations.ts';
import { recordTickets } from '../../../service/review/store/record-tickets.ts';
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

describeOnBothStores('decisions', (db) => {
  const all = () => findDecisions(db(), {}, { limit: 100 });
  const row = async (eventId: string) => {
    const rows = await db().selectFrom('decisions').selectAll().where('event_id', '=', eventId).execute();
    return rows[0];
  };

  test('an event that comes twice is kept once, as it came last', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    await recordDecisions(db(), [routed({ offset: 1 }), routed({ offset: 1, category: 'TERMINAL' })]);
    await recordDecisions(db(), [routed({ offset: 2 })]);
    expect((await all()).map(({ eventId, category }) => [eventId, category])).toEqual([
      ['tickets.inbound-0-2', 'PAY'],
      ['tickets.inbound-0-1', 'TERMINAL'],
    ]);
    expect((await findTicket(db(), 'T-1'))?.decisions).toMatchObject([{ event: { category: 'TERMINAL' } }]);
  });

  test('when what a transaction left behind is followed by what was committed, then only that is there, and what people said', async () => {
    await recordEscalations(db(), [escalated(1, [{ category: 'ACCESS', probability: 0.4 }])]);
    await recordCorrections(db(), [correction({ ticketId: 'T-1', category: 'TERMINAL' })]);
    await recordDecisions(db(), [routed({ offset: 1 })]);
    await recordDecisions(db(), [routedByFrontier({ offset: 1 })]);
    expect(await row('tickets.inbound-0-1')).toMatchObject({
      outcome: 'frontier',
      first_choice: 'ACCESS',
      truth: 'TERMINAL',
      label_basis: 'unasked',
    });
    await recordDecisions(db(), [reviewed({ offset: 1, reason: 'no_text', candidates: [] })]);
    expect(await row('tickets.inbound-0-1')).toMatchObject({ outcome: 'review', category: null, truth: 'TERMINAL' });
  });

  test('a revision may be a time in milliseconds, as some helpdesks count', async () => {
    const revision = 1_764_000_000_123;
    const text = received(1);
    await recordTickets(db(), [{ ...text, clean: { ...text.clean, ticket: { ...text.clean.ticket, revision } } }]);
    await recordDecisions(db(), [routed({ offset: 1, revision })]);
    await recordCorrections(db(), [correction({ ticketId: 'T-1', revision })]);
    expect(await findTicket(db(), 'T-1')).toMatchObject({
      decisions: [{ revision, category: 'ACCESS' }],
      texts: [{ revision }],
      history: [{ revision }],
    });
  });

  test('each outcome is kept with what its event says, and the event as it was', async () => {
    const events = [
      routed({ offset: 1, cost: { usd: 0.25 } }),
      routedByFrontier({ offset: 2 }),
      reviewed({ offset: 3 }),
      reviewed({ offset: 4, reason: 'no_text', candidates: [] }),
      reviewed({ offset: 5, reason: 'low_confidence' }),
    ];
    await recordDecisions(db(), events);
    expect(await row('tickets.inbound-0-1')).toMatchObject({
      outcome: 'model',
      choice: 'PAY',
      first_choice: 'PAY',
      confidence: 0.91,
      usd: 0.25,
    });
    expect(await row('tickets.inbound-0-2')).toMatchObject({
      outcome: 'frontier',
      choice: 'PAY',
      first_choice: null,
      confidence: null,
      answered: true,
      opinion: 'PAY',
    });
    expect(await row('tickets.inbound-0-3')).toMatchObject({
      outcome: 'review',
      category: null,
      choice: null, // it was held for none, whatever the model would have chosen
      first_choice: 'ACCESS',
      confidence: 0.6,
      answered: false,
    });
    expect(await row('tickets.inbound-0-5')).toMatchObject({ outcome: 'review', choice: 'ACCESS', confidence: 0.6 });
    expect(await row('tickets.inbound-0-4')).toMatchObject({
      outcome: 'review',
      reason: 'no_text',
      choice: null,
      confidence: null,
    });
    expect((await findTicket(db(), 'T-2'))?.decisions[0]?.event).toEqual(events[1]);
  });

  test('the database sorts confidence into the very bins that the report is drawn with', async () => {
    const decidedBy = (confidence: number) => ({ kind: 'model' as const, model: 'tiny', version: '0.3.0', confidence });
    await recordDecisions(
      db(),
      confidenceEdges.map((edge, offset) => routed({ offset, decidedBy: decidedBy(edge) })),
    );
    const rows = await db()
      .selectFrom('decisions')
      .select(['confidence', 'confidence_bin'])
      .orderBy('confidence')
      .execute();
    expect(rows).toEqual(confidenceEdges.map((confidence, bin) => ({ confidence, confidence_bin: bin })));
  });

  test('reasons, opinions and timings of a later contract are kept', async () => {
    const later = {
      ...reviewed({ offset: 1 }),
      reason: 'models_disagree',
      opinion: {
        category: 'TERMINAL',
        model: 'large-1',
        promptVersion: '4',
        votes: { for: 2, of: 3 },
        rationale: 'A reader.',
      },
      timings: { queuedMs: 1, classifyMs: 2, frontierMs: 3 },
    } as unknown as ReturnType<typeof reviewed>;
    const noneOfThem = {
      ...later,
      ...reviewed({ offset: 2 }),
      opinion: {
        category: null,
        model: 'large-1',
        promptVersion: '1',
        votes: { for: 1, of: 1 },
        rationale: 'no request',
      },
    };
    await recordDecisions(db(), [later, noneOfThem]);
    expect(await row('tickets.inbound-0-1')).toMatchObject({
      reason: 'models_disagree',
      answered: true,
      opinion: 'TERMINAL',
    });
    expect(await row('tickets.inbound-0-2')).toMatchObject({ answered: true, opinion: null });
    expect((await findTicket(db(), 'T-1'))?.decisions[0]?.event).toEqual(later);
  });

  test.each(['the escalation first', 'the decision first'])(
    "a frontier's decision gets the model's first choice, %s",
    async (order) => {
      const escalations = () => recordEscalations(db(), [escalated(1, [{ category: 'ACCESS', probability: 0.55 }])]);
      if (order === 'the escalation first') await escalations();
      await recordDecisions(db(), [routedByFrontier({ offset: 1 })]);
      if (order === 'the decision first') await escalations();
      expect(await row('tickets.inbound-0-1')).toMatchObject({
        first_choice: 'ACCESS',
        confidence: 0.55,
        choice: 'PAY',
      });
      expect(await db().selectFrom('escalations').select('settled').execute()).toEqual([{ settled: true }]);
    },
  );

  test('an escalation without a decision stays open', async () => {
    await recordEscalations(db(), [escalated(1, [])]);
    await recordDecisions(db(), [routed({ offset: 2 })]);
    expect(await db().selectFrom('escalations').select('settled').execute()).toEqual([{ settled: false }]);
  });

  test("a person's word stands, whether the machine's event comes before or after it", async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    await recordCorrections(db(), [correction({ ticketId: 'T-1' }), correction({ ticketId: 'T-2', category: null })]);
    await recordDecisions(db(), [routed({ offset: 2 }), routed({ offset: 3, ticketId: 'T-1' })]);
    const found = [...((await findTicket(db(), 'T-1'))?.decisions ?? []), ...(await all())];
    expect(found.map(({ eventId, category, decidedByPerson }) => [eventId, category, decidedByPerson])).toEqual([
      ['tickets.inbound-0-3', 'ACCESS', true],
      ['tickets.inbound-0-1', 'ACCESS', true],
      ['tickets.inbound-0-3', 'ACCESS', true],
      ['tickets.inbound-0-2', null, true],
    ]);
  });

  test('a word about one revision says nothing about another text of the ticket', async () => {
    await recordCorrections(db(), [correction({ ticketId: 'T-1', revision: 2 })]);
    await recordDecisions(db(), [routed({ offset: 1 }), routed({ offset: 2, ticketId: 'T-1', revision: 2 })]);
    expect((await all()).map(({ revision, decidedByPerson }) => [revision, decidedByPerson])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  test('auto-routed tickets are drawn by the rates in force at their time, reviewed ones never', async () => {
    const ticketId = ticketIdDrawn(true, { rate: 0.2, n: 3 });
    await setAuditRates(db(), { since: day(1, 0), rate: 0, categories: {} });
    await setAuditRates(db(), { since: day(5, 0), rate: 0, categories: { PAY: 0.2 } });
    await recordDecisions(db(), [
      routed({ offset: 1, ticketId, decidedAt: day(4).toISOString() }),
      routed({ offset: 2, ticketId, revision: 2, decidedAt: day(6).toISOString() }),
      routed({ offset: 3, ticketId, revision: 3, decidedAt: day(6).toISOString(), category: 'ACCESS' }),
      reviewed({ offset: 4, ticketId, revision: 4, decidedAt: day(6).toISOString() }),
    ]);
    expect((await auditQueue(db(), 10)).map(({ eventId }) => eventId)).toEqual(['tickets.inbound-0-2']);
    expect(await row('tickets.inbound-0-2')).toMatchObject({ audit_rate: 0.2, sampled: true });
    expect(await row('tickets.inbound-0-4')).toMatchObject({ audit_rate: null, sampled: false });
  });

  test('without rates of its own, 2 % are drawn', async () => {
    const [drawn, spared] = [ticketIdDrawn(true), ticketIdDrawn(false)];
    await recordDecisions(db(), [routed({ offset: 1, ticketId: drawn }), routed({ offset: 2, ticketId: spared })]);
    expect((await auditQueue(db(), 10)).map(({ ticketId }) => ticketId)).toEqual([drawn]);
  });

  test('the text is kept with personal data masked, the same value alike everywhere, and nothing else of the original', async () => {
    const body = 'Write to jane@example.com. Card 4111 1111 1111 1111.';
    const setAside = [{ kind: 'signature' as const, text: 'jane@example.com' }];
    await recordTickets(db(), [received(1, { body, setAside }), received(1, { body: 'again' })]);
    const page = await findTicket(db(), 'T-1');
    expect(page?.texts.map((text) => [text.body, text.setAside])).toEqual([
      ['Write to [EMAIL-1]. Card [CARD-1].', [{ kind: 'signature', text: '[EMAIL-1]' }]],
    ]);
    const { rows } = await sql<{ row: string }>`select to_jsonb(t)::text as "row" from tickets as t`.execute(db());
    expect(rows[0]?.row).not.toMatch(/jane|4111/);
  });

  test.each([
    ['the body', { body: 'Where is it?\n\nRegards,\nLena Okafor' }],
    ['the signature', { body: 'Where is it?', setAside: [{ kind: 'signature', text: 'Regards,\nLena Okafor' }] }],
    [
      'the beginning of the signature',
      { body: 'Where is it?', setAside: [{ kind: 'signature', text: '--\nLena Okafor\nOkafor Foods' }] },
    ],
    [
      'the body, and in what is quoted as well',
      {
        body: 'Where is it?\n\nRegards,\nLena Okafor',
        setAside: [{ kind: 'quoted_reply', text: 'We told Lena Okafor to wait.' }],
      },
    ],
  ] as const)('a name in the subject is masked where it is given away by %s', async (_, { body, ...rest }) => {
    const setAside = 'setAside' in rest ? [...rest.setAside] : [];
    await recordTickets(db(), [received(1, { subject: 'Refund for Lena Okafor', body, setAside })]);
    const [text] = (await findTicket(db(), 'T-1'))?.texts ?? [];
    expect(text?.subject).toBe('Refund for [NAME-1]');
    expect(JSON.stringify(text)).not.toMatch(/Lena|Okafor/);
  });

  test('when a set-aside text begins with a closing or a header, then that stays', async () => {
    const setAside = ['Warmly,\nLena', 'On Mon, 3 May, Meridian wrote:'].map((text) => ({
      kind: 'signature' as const,
      text,
    }));
    await recordTickets(db(), [received(1, { body: 'Where is it?', setAside })]);
    const [text] = (await findTicket(db(), 'T-1'))?.texts ?? [];
    expect(text?.setAside.map(({ text }) => text)).toEqual(['Warmly,\n[NAME-1]', 'On Mon, 3 May, Meridian wrote:']);
  });

  test('a text of 1 MB is cut between words, and what the database cannot store is replaced', async () => {
    const body = `\0 lone \ud800 ${'word '.repeat(210_000)}`;
    await recordTickets(db(), [received(1, { body })]);
    const text = (await findTicket(db(), 'T-1'))?.texts[0]?.body ?? '';
    expect(text.length).toBeLessThan(20_010);
    expect(text).toMatch(/^\ufffd lone \ufffd word .* word \[…\]$/);
  });

  test('a ticket id that the database cannot store is the same ticket in every table', async () => {
    const ticketId = 'a\0b';
    await recordDecisions(db(), [routed({ offset: 1, ticketId })]);
    await recordCorrections(db(), [correction({ ticketId })]);
    expect(await findTicket(db(), ticketId)).toMatchObject({
      decisions: [{ decidedByPerson: true }],
      history: [{ category: 'ACCESS' }],
    });
  });
});
