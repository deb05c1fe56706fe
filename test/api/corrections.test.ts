import { expect, test } from 'vitest';
import { listActions } from '../../service/review/store/audit-log.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { unpublishedCorrections } from '../../service/review/store/unpublished-corrections.ts';
import { day, reviewed, routed } from '../review/support/records.ts';
import { describeOnBothStores } from '../review/support/stores.ts';
import { checked, expectProblem } from './support/answers.ts';
import { serve } from './support/serve.ts';

const as = (name: string) => ({ 'x-signalbox-user': name });

describeOnBothStores('POST /v1/corrections', (db) => {
  const served = async () => {
    await recordDecisions(db(), [routed({ offset: 1 }), reviewed({ offset: 2, decidedAt: day(2).toISOString() })]);
    const { post, request, correctionStored } = await serve({ store: db });
    const correct = (body: object, name = 'ana') =>
      post('/v1/corrections', { ticketId: 'T-1', category: 'ACCESS', basedOn: null, ...body }, as(name));
    const ticket = async (id = 'T-1') => {
      const view = checked('get', '/v1/tickets/{ticketId}', await request(`/v1/tickets/${id}`));
      return view as {
        decisions: { category: string | null; labelBasis: string | null }[];
        history: Record<string, unknown>[];
      };
    };
    return { correct, ticket, correctionStored };
  };

  test('a correction is kept with its author, changes where the ticket stands and waits for the topic', async () => {
    const { correct, ticket, correctionStored } = await served();
    const { correctionId } = checked('post', '/v1/corrections', await correct({ note: 'a login' }));
    expect(await ticket()).toMatchObject({
      decisions: [{ category: 'ACCESS', labelBasis: 'unasked' }],
      history: [{ correctionId, correctedBy: 'ana', category: 'ACCESS', note: 'a login', retracts: null }],
    });
    expect(correctionStored).toHaveBeenCalledOnce();
    expect(await unpublishedCorrections(db(), 9)).toMatchObject([{ correctionId }]);
  });

  test('when two analysts correct the same ticket at once, then one is told to look again', async () => {
    const { correct, ticket } = await served();
    const answers = await Promise.all([correct({}, 'ana'), correct({ category: 'TERMINAL' }, 'ben')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const stale = answers.find(({ status }) => status === 409);
    if (stale) expect(expectProblem(stale, 409, 'CORRECTION_STALE').detail).toMatch(/^(ana|ben) has meanwhile said /);
    expect((await ticket()).history).toHaveLength(1);
  });

  test('when a request is repeated with its id, then nothing changes', async () => {
    const { correct, ticket } = await served();
    const correctionId = '3d3f9d1e-6a0b-4c53-9d0a-0d9a3c1f2b11';
    for (let i = 0; i < 2; i++) checked('post', '/v1/corrections', await correct({ correctionId }));
    expect((await ticket()).history).toHaveLength(1);
    const actions = await listActions(db(), {}, { before: undefined, limit: 9 });
    expect(actions.filter(({ action }) => action === 'correct')).toHaveLength(1);
    expectProblem(await correct({ correctionId, ticketId: 'T-2' }), 400, 'INPUT_INVALID');
    expectProblem(await correct({ correctionId, category: 'TERMINAL' }), 400, 'INPUT_INVALID');
    expect((await ticket()).history).toMatchObject([{ category: 'ACCESS' }]);
  });

  test('when the latest word is taken back, then the ticket stands as before it, and all that was said is kept', async () => {
    const { correct, ticket } = await served();
    const first = checked('post', '/v1/corrections', await correct({}));
    const second = checked(
      'post',
      '/v1/corrections',
      await correct({ category: 'TERMINAL', basedOn: first.correctionId }),
    );
    const back = checked(
      'post',
      '/v1/corrections',
      await correct({ basedOn: second.correctionId, retracts: second.correctionId, category: 'PAY' }),
    );
    expect((await ticket()).decisions).toMatchObject([{ category: 'ACCESS', labelBasis: 'unasked' }]);
    await correct({ basedOn: back.correctionId, retracts: first.correctionId });
    const { decisions, history } = await ticket();
    expect(decisions).toMatchObject([{ category: 'PAY', labelBasis: null, decidedByPerson: false }]);
    expect(history.map(({ retracts }) => retracts)).toEqual([first.correctionId, second.correctionId, null, null]);
    expect((await unpublishedCorrections(db(), 9)).map(({ correction }) => correction.retracts)).toEqual([
      undefined,
      undefined,
      second.correctionId,
      first.correctionId,
    ]);
  });

  test('only what stands can be taken back', async () => {
    const { correct } = await served();
    const first = checked('post', '/v1/corrections', await correct({}));
    const second = checked(
      'post',
      '/v1/corrections',
      await correct({ category: 'TERMINAL', basedOn: first.correctionId }),
    );
    const retract = (basedOn: unknown, retracts: unknown) => correct({ basedOn, retracts });
    expectProblem(await retract(second.correctionId, first.correctionId), 409, 'CORRECTION_STALE');
    expectProblem(await retract(first.correctionId, second.correctionId), 409, 'CORRECTION_STALE');
    const back = checked('post', '/v1/corrections', await retract(second.correctionId, second.correctionId));
    expectProblem(await retract(back.correctionId, second.correctionId), 409, 'CORRECTION_STALE');
    expectProblem(await retract(back.correctionId, back.correctionId), 409, 'CORRECTION_STALE');
  });

  test.each<[string, object, number, string]>([
    ['an unknown ticket', { ticketId: 'T-9' }, 404, 'TICKET_UNKNOWN'],
    ['an unknown category', { category: 'NONE' }, 422, 'CATEGORY_UNKNOWN'],
    ['no category', { category: undefined }, 400, 'INPUT_INVALID'],
    ['no word of what it is based on', { basedOn: undefined }, 400, 'INPUT_INVALID'],
    ['a field too many', { colour: 'red' }, 400, 'INPUT_INVALID'],
    ['an author of its own', { correctedBy: 'eve' }, 400, 'INPUT_INVALID'],
    ['a note as long as a book', { note: 'x'.repeat(2001) }, 400, 'INPUT_INVALID'],
  ])('%s is refused and nothing is kept', async (_, body, status, code) => {
    const { correct, correctionStored } = await served();
    expectProblem(await correct(body), status, code);
    expect(correctionStored).not.toHaveBeenCalled();
    expect(await unpublishedCorrections(db(), 9)).toEqual([]);
  });

  test('who leaves out what a correction is based on is told what to send', async () => {
    const { correct } = await served();
    expect(JSON.stringify(await correct({ basedOn: undefined }))).toContain(
      'must be the id of the latest correction that you saw, or null',
    );
  });
});
