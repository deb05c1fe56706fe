import { expect, test } from 'vitest';
import { recordDecisions } from '../../service/review/store/record-decisions.ts';
import { recordTickets } from '../../service/review/store/record-tickets.ts';
import { day, received, reviewed, routed, ticketIdDrawn } from '../review/support/records.ts';
import { describeOnBothStores } from '../review/support/stores.ts';
import { routerParts } from '../support/fixtures.ts';
import { checked } from './support/answers.ts';
import { serve, sure } from './support/serve.ts';

const period = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z';
const megabyte = 'refund my card now please '.repeat(40_000);
const hostile: [string, string][] = [
  ['a script', '<script>alert(1)</script><img src=x onerror=alert(2)>'],
  ['a formula', '=HYPERLINK("http://evil.example","click")'],
  ['text that turns round', '\u202egnp.exe\u2066 \u0000 \ud800 abc'],
  ['a line of an event stream', 'x\n\nevent: changed\ndata: {}\n\n'],
  ['a megabyte', megabyte],
];

describeOnBothStores('a ticket with', (db) => {
  test.each(hostile)('%s goes through every endpoint as nothing but text', async (_, text) => {
    const short = text.slice(0, 120);
    const ticketId = short.slice(0, 60);
    const audited = ticketIdDrawn(true);
    await recordDecisions(db(), [
      reviewed({ offset: 1, ticketId }),
      routed({ offset: 2, ticketId: audited, decidedAt: day(2).toISOString() }),
    ]);
    const ticket = received(1, { subject: short, body: text });
    await recordTickets(db(), [
      { ...ticket, clean: { ...ticket.clean, ticket: { ...ticket.clean.ticket, ticketId } } },
    ]);
    const classifier = sure();
    const router = { ...routerParts(classifier), clock: () => day(28) };
    const { request, post } = await serve({ store: db, router });
    const address = `/v1/tickets/${encodeURIComponent(ticketId.toWellFormed())}`;
    const view = checked('get', '/v1/tickets/{ticketId}', await request(address));
    const history = view.history as unknown[];
    expect(history).toEqual([]);
    checked('get', '/v1/tickets/{ticketId}/explanation', await request(`${address}/explanation`));
    expect(classifier.asked.length).toBeLessThanOrEqual(62);
    const { items } = checked('get', '/v1/review-queue', await request('/v1/review-queue')) as { items: unknown[] };
    expect(items).toHaveLength(2);
    const note = short.slice(0, 100).toWellFormed();
    const body = { ticketId: view.ticketId, category: 'PAY', basedOn: null, note };
    checked(
      'post',
      '/v1/corrections',
      await post('/v1/corrections', body, { 'x-signalbox-user': encodeURIComponent(note) }),
    );
    checked('get', '/v1/decisions', await request('/v1/decisions'));
    checked('get', '/v1/audit-log', await request('/v1/audit-log'));
    for (const format of ['json', 'csv&table=tickets', 'csv&table=pairs', 'html']) {
      const answer = await request(`/v1/reports/misclassification?${period}&format=${format}`);
      checked('get', '/v1/reports/misclassification', answer);
      if (format === 'html') expect(answer.text).not.toMatch(/<script|<img/);
      if (format.startsWith('csv')) {
        expect(answer.text).not.toMatch(/(?:^|,)"?[=+@]/m);
        expect(answer.text).not.toMatch(/[\u202e\u2066]/);
      }
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

test('what is written into the address is not written into a page', async () => {
  const { request } = await serve();
  const { type, text } = await request('/v1/%3Cscript%3Ealert(1)%3C/script%3E');
  expect(type).toContain('application/problem+json');
  expect(text).not.toContain('<script>');
});
