import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { parse } from 'yaml';
import { endpoints } from '../../service/api/endpoints/all.ts';
import type { DecisionsPage } from '../../service/contracts/api-decisions.ts';
import { policyFileSchema } from '../../service/contracts/policy.ts';
import { recordAction } from '../../service/review/store/audit-log.ts';
import { recordCorrections } from '../../service/review/store/record-corrections.ts';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { recordTickets } from '../../service/review/store/record-tickets.ts';
import { correction, day, received, reviewed, routed, routedByFrontier } from '../review/support/records.ts';
import { describeOnBothStores } from '../review/support/stores.ts';
import { fakeClassifier, routerParts, scoresOf } from '../support/fixtures.ts';
import { checked, expectProblem } from './support/answers.ts';
import { type Given, serve } from './support/serve.ts';

type Items = DecisionsPage['items'];

const period = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z';

describeOnBothStores('the endpoints', (db) => {
  const now = day(28);
  const served = (given: Given = {}) => {
    const classifier =
      given.classifier ??
      fakeClassifier(({ body }) => scoresOf(body.includes('charged') ? [0.75, 0.125, 0.125] : [0.25, 0.5, 0.25]));
    return serve({ store: db, router: { ...routerParts(classifier), clock: () => now }, ...given });
  };
  beforeEach(async () => {
    await recordDecisions(db(), [
      routed({ offset: 1 }),
      routed({ offset: 2, decidedAt: day(2).toISOString() }),
      reviewed({ offset: 3, decidedAt: day(3).toISOString(), reason: 'low_confidence' }),
      routedByFrontier({ offset: 4, decidedAt: day(4).toISOString() }),
    ]);
    await recordTickets(
      db(),
      [1, 2, 3, 4].map((offset) => received(offset)),
    );
    await recordCorrections(db(), [correction({ ticketId: 'T-2', category: 'ACCESS', note: 'seen' }, { id: 'c-2' })]);
  });

  test('every answer has the form that the route table promises', async () => {
    const { request, post } = await served();
    const draft = checked(
      'post',
      '/v1/policy-drafts',
      await post('/v1/policy-drafts', { threshold: 0.9, targetError: 0.02 }),
    );
    const gets: [string, string][] = [
      ['/v1/session', '/v1/session'],
      ['/v1/decisions', `/v1/decisions?${period}&limit=2`],
      ['/v1/tickets/{ticketId}', '/v1/tickets/T-2'],
      ['/v1/tickets/{ticketId}/explanation', '/v1/tickets/T-2/explanation?category=ACCESS&revision=1'],
      ['/v1/review-queue', '/v1/review-queue'],
      ['/v1/review-queue/standing', '/v1/review-queue/standing?events=e'],
      ['/v1/reports/misclassification', `/v1/reports/misclassification?${period}`],
      ['/v1/reports/misclassification', `/v1/reports/misclassification?${period}&format=csv&table=pairs`],
      ['/v1/reports/misclassification', `/v1/reports/misclassification?${period}&format=html`],
      ['/v1/reports/misclassification/comparison', `/v1/reports/misclassification/comparison?${period}`],
      ['/v1/calibration', '/v1/calibration'],
      ['/v1/calibration/changes', `/v1/calibration/changes?${period}&threshold=0.95`],
      ['/v1/policy-drafts', '/v1/policy-drafts'],
      ['/v1/policy-drafts/{id}', `/v1/policy-drafts/${draft.id}`],
      ['/v1/taxonomy', `/v1/taxonomy?${period}`],
      ['/v1/audit-log', '/v1/audit-log'],
    ];
    for (const [path, address] of gets) checked('get', path, await request(address));
    const posts: [string, object][] = [
      ['/v1/corrections', { ticketId: 'T-1', category: null, basedOn: null }],
      ['/v1/session', { token: 'anything' }],
      ['/v1/classify', { ticketId: 'T-9', body: 'I was charged twice for it.' }],
      ['/v1/tickets', { ticketId: 'T-9', body: 'I was charged twice for it.' }],
    ];
    for (const [path, body] of posts) checked('post', path, await post(path, body));
    const deletion = await request(`/v1/policy-drafts/${draft.id}`, { method: 'DELETE' });
    expect([deletion.status, deletion.text]).toEqual([204, '']);
    const asked = [...gets.map(([path]) => `get ${path}`), ...posts.map(([path]) => `post ${path}`)];
    const others = endpoints.map(({ method, path }) => `${method} ${path}`).filter((name) => !asked.includes(name));
    expect(others.sort()).toEqual([
      'delete /v1/policy-drafts/{id}',
      'delete /v1/session',
      'get /v1/events',
      'post /v1/policy-drafts',
    ]);
  });

  test('decisions are filtered, and pages follow each other without gap or repeat', async () => {
    const { request } = await served();
    const ids = async (query: string) => {
      const { items, next } = checked('get', '/v1/decisions', await request(`/v1/decisions?${query}`)) as {
        items: { ticketId: string }[];
        next: string | null;
      };
      return { ids: items.map(({ ticketId }) => ticketId), next };
    };
    const first = await ids('limit=3');
    expect(first.ids).toEqual(['T-4', 'T-3', 'T-2']);
    expect(await ids(`limit=3&after=${first.next}`)).toEqual({ ids: ['T-1'], next: null });
    expect((await ids('truth=ACCESS')).ids).toEqual(['T-2']);
    expect((await ids('wrong=true')).ids).toEqual(['T-2']);
    expect((await ids('labelled=false&outcome=review')).ids).toEqual(['T-3']);
    expect((await ids('truth=none')).ids).toEqual([]);
    await recordCorrections(db(), [correction({ ticketId: 'T-4', category: null })]);
    expect((await ids('truth=none')).ids).toEqual(['T-4']);
    expect((await ids('to=2026-01-02T00:00:00Z')).ids).toEqual(['T-1']);
    expect((await ids('corrected=true')).ids).toEqual(['T-4', 'T-2']);
    await recordDecisions(db(), [reviewed({ offset: 5 }), reviewed({ offset: 6, reason: 'no_text', candidates: [] })]);
    expect((await ids('choice=none')).ids).toEqual(['T-5']);
    await recordCorrections(db(), [correction({ ticketId: 'T-5', category: null })]);
    expect((await ids('choice=none&wrong=true')).ids).toEqual([]);
    await recordCorrections(db(), [
      correction({ ticketId: 'T-5', category: 'PAY', correctedAt: day(4).toISOString() }),
    ]);
    expect((await ids('choice=none&truth=PAY&wrong=true')).ids).toEqual(['T-5']);
  });

  test('decisions are found by words of their text, a page at a time and with other filters', async () => {
    await recordTickets(db(), [received(5, { subject: 'Reader', body: 'The screen stays dark.' })]);
    await recordDecisions(db(), [routed({ offset: 5, decidedAt: day(5).toISOString() })]);
    const { request } = await served();
    const found = async (query: string) => {
      const { items, next } = checked('get', '/v1/decisions', await request(`/v1/decisions?${query}`));
      return { ids: (items as { ticketId: string }[]).map(({ ticketId }) => ticketId), next: next as string | null };
    };
    const first = await found('words=charged+card&limit=3');
    expect(first.ids).toEqual(['T-4', 'T-3', 'T-2']);
    expect(await found(`words=charged+card&limit=3&after=${first.next}`)).toEqual({ ids: ['T-1'], next: null });
    expect((await found('words=charged&outcome=review')).ids).toEqual(['T-3']);
    expect((await found('words=dark')).ids).toEqual(['T-5']);
    expect((await found('words=charged+dark')).ids).toEqual([]);
  });

  test('a decision that is found by words says where they stand, and any other nothing of it', async () => {
    await recordTickets(db(), [received(5, { subject: 'Dark reader', body: 'The screen of my reader stays DARK.' })]);
    await recordDecisions(db(), [routed({ offset: 5, decidedAt: day(5).toISOString() })]);
    const { request } = await served();
    const [item] = checked('get', '/v1/decisions', await request('/v1/decisions?words=dark')).items as Items;
    const { subject, excerpt, found } = item as Items[number];
    expect(found?.subject.map(({ start, end }) => subject?.slice(start, end))).toEqual(['Dark']);
    expect(found?.excerpt.map(({ start, end }) => excerpt?.slice(start, end))).toEqual(['DARK']);
    const [unsought] = checked('get', '/v1/decisions', await request('/v1/decisions?limit=1')).items as Items;
    expect(unsought).toMatchObject({ excerpt: 'The screen of my reader stays DARK.' });
    expect(unsought).not.toHaveProperty('found');
  });

  test.each([
    ['/v1/decisions?limit=0', 'limit'],
    ['/v1/decisions?limit=1000000', 'limit'],
    ['/v1/decisions?from=yesterday', 'from'],
    ['/v1/decisions?after=bm9uc2Vuc2U', 'after'],
    ['/v1/decisions?outcome=guess', 'outcome'],
    ['/v1/decisions?colour=red', 'colour'],
    ['/v1/decisions?words=', 'words'],
    ['/v1/decisions?words=%3F%20%22%22%20%E2%80%A6', 'must have a letter or a digit'],
    [`/v1/decisions?words=${'long+'.repeat(61)}`, 'words'],
    ['/v1/decisions?corrected=perhaps', 'corrected'],
    ['/v1/decisions?choice=PAY&choice=ACCESS', 'choice'],
    ['/v1/decisions?ticketId=', 'ticketId: must not be empty'],
    ['/v1/decisions?choice=', 'choice: must not be empty'],
    ['/v1/decisions?truth=', 'truth: must not be empty'],
    ['/v1/decisions?modelVersion', 'modelVersion: must not be empty'],
    ['/v1/decisions?outcome=', 'outcome'],
    ['/v1/decisions?labelled=', 'labelled'],
    ['/v1/decisions?from=', 'from'],
    ['/v1/decisions?after=', 'after'],
    ['/v1/audit-log?who=', 'who: must not be empty'],
    ['/v1/audit-log?ticketId=', 'ticketId: must not be empty'],
    ['/v1/review-queue?event=', 'event: must not be empty'],
    ['/v1/reports/misclassification?modelVersion=', 'modelVersion: must not be empty'],
    ['/v1/reports/misclassification/comparison?modelVersion=', 'modelVersion: must not be empty'],
    ['/v1/reports/misclassification/comparison?otherModelVersion=', 'otherModelVersion: must not be empty'],
    ['/v1/tickets/T-1/explanation?category=', 'category: must not be empty'],
    ['/v1/calibration/changes?threshold=', 'threshold: must be a number from 0 to 1'],
    ['/v1/calibration/changes?threshold=high', 'threshold'],
    ['/v1/audit-log?after=WyIxIG9yIDE9MSJd', 'after'],
    ['/v1/audit-log?action=guess', 'action'],
    ['/v1/audit-log?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['/v1/review-queue?order=random', 'order'],
    ['/v1/calibration/changes', 'threshold'],
    ['/v1/calibration/changes?threshold=2', 'threshold'],
    ['/v1/calibration/changes?threshold=0.5&after=bm9uc2Vuc2U', 'after'],
    ['/v1/reports/misclassification?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['/v1/reports/misclassification?format=pdf', 'format'],
    ['/v1/tickets/T-1/explanation?revision=one', 'revision'],
  ])('GET %s is refused and the answer names %s', async (address, field) => {
    const { request, logged } = await served();
    expect(expectProblem(await request(address), 400, 'INPUT_INVALID').detail).toContain(field);
    expect(logged).toEqual([]);
  });

  test.each([
    ['/v1/tickets/T-99', 404, 'TICKET_UNKNOWN'],
    ['/v1/tickets/T-1/explanation?category=NONE', 422, 'CATEGORY_UNKNOWN'],
    ['/v1/tickets/T-1/explanation?revision=9', 404, 'TICKET_UNKNOWN'],
    ['/v1/policy-drafts/none', 404, 'DRAFT_UNKNOWN'],
  ])('GET %s answers %i %s', async (address, status, code) => {
    const { request } = await served();
    expectProblem(await request(address), status, code);
  });

  test('the taxonomy comes with how many tickets of the period went where', async () => {
    const { request } = await served();
    const { categories } = checked('get', '/v1/taxonomy', await request(`/v1/taxonomy?${period}`)) as never;
    expect(categories).toMatchObject([
      { code: 'PAY', routed: 3, reviewed: 0, route: { queue: 'money-in' } },
      { code: 'ACCESS', routed: 0, reviewed: 1 },
      { code: 'TERMINAL', routed: 0, reviewed: 0 },
    ]);
  });

  test('when a model version is named, then the numbers of taxonomy and thresholds are of its decisions only', async () => {
    const { request } = await served();
    await recordDecisions(db(), [routed({ offset: 9, modelVersion: 'older' })]);
    const older = `${period}&modelVersion=older`;
    const { categories } = checked('get', '/v1/taxonomy', await request(`/v1/taxonomy?${older}`)) as never;
    expect(categories).toMatchObject([{ code: 'PAY', routed: 1, reviewed: 0 }, { reviewed: 0 }, {}]);
    const address = `/v1/calibration/changes?${older}&threshold=0.95`;
    expect(checked('get', '/v1/calibration/changes', await request(address))).toMatchObject({ of: 1 });
  });

  test('an explanation weighs each word by what the category loses without it', async () => {
    const { request } = await served();
    const explained = checked(
      'get',
      '/v1/tickets/{ticketId}/explanation',
      await request('/v1/tickets/T-1/explanation'),
    );
    expect(explained).toMatchObject({ category: 'PAY', candidates: [{ category: 'PAY', probability: 0.75 }, {}, {}] });
    const words = explained.words as { field: string; start: number; end: number; weight: number }[];
    const text = { subject: 'Card', body: 'My card was charged twice.' };
    expect(words.map(({ field, start, end, weight }) => [text[field as 'body'].slice(start, end), weight])).toEqual([
      ['Card', 0],
      ['My', 0],
      ['card', 0],
      ['was', 0],
      ['charged', 0.5],
      ['twice', 0],
    ]);
  });

  test('the model is asked once for all categories of a ticket', async () => {
    const classifier = fakeClassifier(() => scoresOf([0.5, 0.25, 0.25]));
    const { request } = await served({ classifier });
    for (const category of ['PAY', 'ACCESS', 'TERMINAL'])
      checked(
        'get',
        '/v1/tickets/{ticketId}/explanation',
        await request(`/v1/tickets/T-1/explanation?category=${category}`),
      );
    expect(classifier.asked).toHaveLength(7);
  });

  test('an explanation that the model is too slow for answers 504 with what to do', async () => {
    const startTimeout = AbortSignal.timeout.bind(AbortSignal);
    const deadline = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => startTimeout(1));
    onTestFinished(() => deadline.mockRestore());
    const classify = (_: unknown, signal?: AbortSignal) =>
      new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const { request, logged } = await served({ classifier: { classify, close: async () => undefined } });
    const problem = expectProblem(await request('/v1/tickets/T-1/explanation'), 504, 'CLASSIFIER_DEADLINE');
    expect(problem.detail).toContain('model');
    expect(logged.join()).toContain('TimeoutError');
  });

  test('labelled tickets that resemble it come masked', async () => {
    const embedded = fakeClassifier(() => ({ ...scoresOf([0.75, 0.125, 0.125]), embedding: Int8Array.of(127, 0) }));
    const nearestTickets = async () => [
      { id: 'L-1', label: 'PAY', subject: 'Charged', body: 'Write to ana.lopez@shop.example please.', similarity: 0.9 },
    ];
    const { request } = await served({ classifier: embedded, nearestTickets });
    const { text } = await request('/v1/tickets/T-1/explanation');
    expect(text).toContain('[EMAIL-1]');
    expect(text).not.toContain('ana.lopez');
  });

  test('another threshold says which tickets it would treat otherwise, and leaves those of own thresholds alone', async () => {
    const { request } = await served({ policyText: async () => 'thresholds: { categories: { ACCESS: 0.6 } }' });
    const changes = async (threshold: number, page = '') =>
      checked(
        'get',
        '/v1/calibration/changes',
        await request(`/v1/calibration/changes?${period}&threshold=${threshold}${page}`),
      );
    // A page counts all that would change, and the pages hold them all.
    const first = (await changes(0.95, '&limit=1')) as { next: string };
    expect(first).toMatchObject({ noLongerRouted: 2, items: [{ ticketId: 'T-2' }] });
    const rest = await changes(0.95, `&limit=1&after=${first.next}`);
    expect(rest).toMatchObject({ noLongerRouted: 2, items: [{ ticketId: 'T-1' }], next: null });
    expect(await changes(0.95)).toMatchObject({ noLongerRouted: 2, newlyRouted: 0, of: 3 });
    expect(await changes(0.5)).toMatchObject({ noLongerRouted: 0, newlyRouted: 0, items: [] });
    const { request: plain } = await served();
    const { items } = checked(
      'get',
      '/v1/calibration/changes',
      await plain(`/v1/calibration/changes?${period}&threshold=0.5`),
    );
    expect(items).toMatchObject([{ ticketId: 'T-3', change: 'newly_routed' }]);
  });

  test('a draft becomes the present policy with its threshold, and a note cannot become a line of it', async () => {
    const policyText = async () => '# ours\nsupportedLanguages: [en, de]\nthresholds: {}\n  # default: 0.9\n';
    const { request, post } = await served({ policyText });
    const draft = { threshold: 0.875, targetError: 0.05, note: 'safer\nthresholds: { default: 0 }\u2028x' };
    const { id, createdBy } = checked(
      'post',
      '/v1/policy-drafts',
      await post('/v1/policy-drafts', draft, { 'x-signalbox-user': 'Zo%C3%AB' }),
    );
    expect(createdBy).toBe('Zoë');
    const { text } = await request(`/v1/policy-drafts/${id}`);
    expect(policyFileSchema.parse(parse(text))).toMatchObject({
      supportedLanguages: ['en', 'de'],
      thresholds: { default: 0.875 },
    });
    expect(text).toContain('# ours');
    const { request: without } = await served({ policyText: async () => '' });
    const fromNothing = await without(`/v1/policy-drafts/${id}`);
    expect(policyFileSchema.parse(parse(fromNothing.text)).thresholds.default).toBe(0.875);
  });

  test.each([
    ['names a field that there is not', 'thresholds: { defualt: 0.9 }'],
    ['is no YAML', 'thresholds: { default: 0.9'],
  ])(
    'when the policy file %s, then that is told as a fault of the service, and logged with its place',
    async (_, spoilt) => {
      const policyPath = '/etc/signalbox/policy.yaml';
      const { request, post, logged } = await served({ policyText: async () => spoilt, policyPath });
      const { id } = (await post('/v1/policy-drafts', { threshold: 0.9, targetError: 0.02 })).json() as { id: string };
      for (const path of [`/v1/calibration/changes?${period}&threshold=0.9`, `/v1/policy-drafts/${id}`]) {
        expectProblem(await request(path), 500, 'POLICY_INVALID');
        expect(logged.at(-1)).toContain(policyPath);
      }
      expectProblem(await request('/v1/calibration/changes?threshold=many'), 400, 'INPUT_INVALID');
      expect(logged).toHaveLength(2);
    },
  );

  test('what people do is kept in the audit log, page by page', async () => {
    const { request, post } = await served();
    await post(
      '/v1/corrections',
      { ticketId: 'T-1', category: 'ACCESS', basedOn: null },
      { 'x-signalbox-user': 'ana' },
    );
    await request(`/v1/reports/misclassification?${period}&format=csv`, { headers: { 'x-signalbox-user': 'ben' } });
    const page = checked('get', '/v1/audit-log', await request('/v1/audit-log?limit=1'));
    expect(page.items).toMatchObject([{ who: 'ben', action: 'export_csv' }]);
    const next = checked('get', '/v1/audit-log', await request(`/v1/audit-log?after=${page.next}`));
    const change = { from: 'PAY', to: 'ACCESS' };
    expect(next).toMatchObject({ items: [{ who: 'ana', action: 'correct', subject: 'T-1', change }], next: null });
  });

  test('the audit log is narrowed by action, part of a name, and time', async () => {
    const { request } = await served();
    const entry = { who: 'Ana_Duarte', action: 'correct' as const, subject: 'T-1' };
    await recordAction(db(), { ...entry, at: day(1) });
    await recordAction(db(), { ...entry, at: day(2), action: 'retract' });
    await recordAction(db(), { ...entry, at: day(3), who: 'Ben%' });
    const days = async (query: string) => {
      const { items } = checked('get', '/v1/audit-log', await request(`/v1/audit-log?${query}`));
      return (items as { at: string }[]).map(({ at }) => new Date(at).getUTCDate());
    };
    expect(await days('')).toEqual([3, 2, 1]);
    expect(await days('action=correct')).toEqual([3, 1]);
    expect(await days('who=ana')).toEqual([2, 1]);
    expect(await days('who=%25')).toEqual([3]);
    expect(await days('who=ana-duarte')).toEqual([]);
    await recordAction(db(), { ...entry, at: day(4), subject: 'T-2' });
    await recordAction(db(), { ...entry, at: day(5), action: 'export_csv', subject: 'T-2' });
    expect(await days('ticketId=T-2')).toEqual([4]);
    expect(await days(`from=${day(2).toISOString()}&ticketId=T-1`)).toEqual([3, 2]);
    expect(await days(`from=${day(1).toISOString()}&to=${day(3).toISOString()}&action=correct`)).toEqual([1]);
  });
});
