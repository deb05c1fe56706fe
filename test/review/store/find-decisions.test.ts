import { expect, test } from 'vitest';
import { type DecisionFilter, findDecisions } from '../../../service/review/store/find-decisions.ts';
import { findTicket } from '../../../service/review/store/find-ticket.ts';
import { applyRetention, eraseTickets } from '../../../service/review/store/forget.ts';
import { recordCorrections } from '../../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../../service/review/store/record-decisions.ts';
import { recordTickets } from '../../../service/review/store/record-tickets.ts';
import { correction, day, received, reviewed, routed, routedByFrontier } from '../support/records.ts';
import { describeOnBothStores } from '../support/stores.ts';

describeOnBothStores('a page of decisions', (db) => {
  const fill = async () => {
    await recordDecisions(db(), [
      routed({ offset: 1, decidedAt: day(1).toISOString() }),
      routedByFrontier({ offset: 2, decidedAt: day(2).toISOString(), category: 'ACCESS' }),
      reviewed({ offset: 3, decidedAt: day(3).toISOString(), reason: 'low_confidence' }),
      reviewed({
        offset: 4,
        decidedAt: day(4).toISOString(),
        reason: 'no_text',
        candidates: [],
        modelVersion: '0.4.0',
      }),
      routed({ offset: 5, decidedAt: day(5).toISOString() }),
    ]);
    await recordCorrections(db(), [
      correction({ ticketId: 'T-1', category: 'PAY' }),
      correction({ ticketId: 'T-2', category: 'PAY' }),
      correction({ ticketId: 'T-3', category: null }),
    ]);
  };

  test.each<[string, DecisionFilter, number[]]>([
    ['nothing', {}, [5, 4, 3, 2, 1]],
    ['a period, its end left out', { from: day(2), to: day(4) }, [3, 2]],
    ['an outcome', { outcome: 'frontier' }, [2]],
    ['a choice, a first choice in review included', { choice: 'ACCESS' }, [3, 2]],
    ['a reason', { reason: 'no_text' }, [4]],
    ['a truth', { truth: 'PAY' }, [2, 1]],
    ['no category as truth', { truth: null }, [3]],
    ['labelled', { labelled: true }, [3, 2, 1]],
    ['not labelled', { labelled: false }, [5, 4]],
    ['wrong', { wrong: true }, [3, 2]],
    ['right', { wrong: false }, [1]],
    ['routed, then corrected', { corrected: true }, [2]],
    ['not corrected', { corrected: false }, [5, 4, 3, 1]],
    ['a model version', { modelVersion: '0.4.0' }, [4]],
    ['a ticket', { ticketId: 'T-5' }, [5]],
    ['a pair', { choice: 'ACCESS', truth: 'PAY' }, [2]],
    ['an empty choice', { choice: '' }, []],
    ['an empty reason', { reason: '' }, []],
    ['an empty model version', { modelVersion: '' }, []],
    ['an empty id', { ticketId: '' }, []],
  ])('filtered by %s, latest first', async (_, filter, expected) => {
    await fill();
    const found = await findDecisions(db(), filter, { limit: 10 });
    expect(found.map(({ ticketId }) => Number(ticketId.slice(2)))).toEqual(expected);
  });

  test('when people confirm what was held as out of taxonomy, then it is right, and wrong with a category; what had no text was not chosen at all', async () => {
    await recordDecisions(db(), [
      reviewed({ offset: 1, decidedAt: day(1).toISOString() }),
      reviewed({ offset: 2, decidedAt: day(2).toISOString() }),
      reviewed({ offset: 3, decidedAt: day(3).toISOString() }),
      reviewed({ offset: 4, decidedAt: day(4).toISOString(), reason: 'no_text', candidates: [] }),
    ]);
    await recordCorrections(db(), [
      correction({ ticketId: 'T-1', category: null }),
      correction({ ticketId: 'T-2', category: 'ACCESS' }),
      correction({ ticketId: 'T-4', category: 'ACCESS' }),
    ]);
    const found = async (filter: DecisionFilter) =>
      (await findDecisions(db(), filter, { limit: 10 })).map(({ ticketId }) => ticketId);
    expect(await found({ choice: null })).toEqual(['T-3', 'T-2', 'T-1']);
    expect(await found({ choice: null, truth: 'ACCESS' })).toEqual(['T-2']);
    expect(await found({ wrong: true })).toEqual(['T-2']);
    expect(await found({ wrong: false })).toEqual(['T-1']);
    expect(await found({ choice: null, wrong: false })).toEqual(['T-1']);
    expect(await found({ choice: 'ACCESS' })).toEqual([]);
  });

  test('pages follow each other without a gap or a repeat, also where many were decided at once', async () => {
    const events = Array.from({ length: 25 }, (_, i) =>
      routed({ offset: i, decidedAt: day(1 + Math.floor(i / 10)).toISOString() }),
    );
    await recordDecisions(db(), events);
    const seen: string[] = [];
    for (;;) {
      const last = seen.length > 0 ? await findTicket(db(), seen.at(-1) as string) : null;
      const place = last?.decisions[0];
      const page = await findDecisions(db(), {}, { limit: 7, ...(place ? { after: place } : {}) });
      if (page.length === 0) break;
      seen.push(...page.map(({ ticketId }) => ticketId));
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
  });

  test('a decision has its subject as soon as the text is here', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    expect((await findDecisions(db(), {}, { limit: 1 }))[0]?.subject).toBeNull();
    await recordTickets(db(), [received(1, { subject: 'Refund to bob@example.com' })]);
    expect((await findDecisions(db(), {}, { limit: 1 }))[0]?.subject).toBe('Refund to [EMAIL-1]');
  });

  test('a decision has the first words of its text, masked and in one line, as long as the text is kept', async () => {
    await recordDecisions(db(), [routed({ offset: 1 }), routed({ offset: 2 })]);
    const body = `Hello,\n\nwrite to bob@example.com.\n${'More to read. '.repeat(500)}`;
    await recordTickets(db(), [received(1, { subject: '', body }), received(2, { subject: '', body: ' \n ' })]);
    const kept = async () => (await findDecisions(db(), {}, { limit: 2 })).toReversed();
    const [first, second] = await kept();
    expect(first?.excerpt).toMatch(/^Hello, write to \[EMAIL-1\]\. More to read\. /);
    expect(first?.excerpt?.length).toBeLessThanOrEqual(160);
    expect([first?.receivedAt, second?.excerpt]).toEqual([expect.any(Date), null]);

    await eraseTickets(db(), ['T-2'], day(1));
    await applyRetention(db(), { textsBefore: day(400), decisionsBefore: new Date(0) });
    const [left, ...more] = await kept();
    expect([left?.ticketId, left?.subject, left?.excerpt, left?.receivedAt]).toEqual(['T-1', null, null, null]);
    expect(more).toEqual([]);
  });

  test('of a search a decision has the words around the first that was found', async () => {
    await recordDecisions(db(), [routed({ offset: 1 })]);
    const body = `${'Nothing to see here. '.repeat(20)}My card was\nREFUNDED twice by mistake. ${'And so on. '.repeat(40)}`;
    await recordTickets(db(), [received(1, { subject: 'Card', body })]);
    const [found] = await findDecisions(db(), { words: 'mistake refund' }, { limit: 1 });
    expect(found?.excerpt).toMatch(/^… .*My card was REFUNDED twice by mistake\./);
    expect(found).not.toHaveProperty('body');
  });
});
