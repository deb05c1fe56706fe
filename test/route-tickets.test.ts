import { describe, expect, test } from 'vitest';
import { escalatedTicketSchema } from '../service/contracts/escalated-ticket.ts';
import { createRoutingEventValidator } from '../service/contracts/routing-event.ts';
import { SignalboxError } from '../service/errors.ts';
import { assessTickets, type InboundMessage, type Outcome, routeTickets } from '../service/route-tickets.ts';
import {
  failingClassifier,
  fakeClassifier,
  inbound,
  model,
  now,
  policy,
  routerParts,
  scoresOf,
  taxonomy,
} from './support/fixtures.ts';

const validate = createRoutingEventValidator(taxonomy);

/** Sure of texts that say "card", unsure of the others; what says "weather" belongs to no category. */
const byWords = () =>
  fakeClassifier(({ body }) =>
    scoresOf(/card/i.test(body) ? [0.9375, 0.0625, 0] : [0.25, 0.5, 0.25], /weather/i.test(body) ? 0.9 : 0.1),
  );
const ticket = (fields: object, offset = 0) => inbound({ ticketId: 'T-1', channel: 'chat', ...fields }, offset);
const outcomeOf = async (message: InboundMessage): Promise<Outcome | undefined> =>
  (await routeTickets([message], routerParts(byWords())))[0];

const german =
  'Guten Tag, seit heute Morgen kommen unsere Kunden nicht mehr in ihr Konto, bitte helfen Sie uns schnell.';

test('a long ticket is cut between lines: what is left of a number that is cut would not be hidden', async () => {
  const filler = 'word '.repeat(1_677);
  const body = `${filler}\nit is 4111 1111 1111 1111\n${filler}\nthe same 4111 1111 1111 1111\n${'end '.repeat(897)}`;
  const outcome = await outcomeOf(ticket({ body }));
  const escalated = outcome?.kind === 'escalated' ? outcome.ticket.body : '';
  expect(escalated.length).toBeGreaterThan(11_000);
  expect(escalated.match(/[\d ]*1111[\d ]*/g) ?? []).toEqual([]);
});

describe('a ticket ends in exactly one outcome', () => {
  test.each<[string, InboundMessage, object]>([
    [
      'routed when the model is sure',
      ticket({ body: 'My card was refused by the shop today.' }),
      {
        kind: 'decided',
        event: {
          decision: 'routed',
          category: 'PAY',
          route: { queue: 'money-in', team: 'Money' },
          decidedBy: { kind: 'model', model: model.name, version: model.version, confidence: 0.9375 },
        },
      },
    ],
    [
      'escalated when it is not',
      ticket({ body: 'Nobody here can get in.', subject: 'Help' }),
      { kind: 'escalated', ticket: { subject: 'Help', body: 'Nobody here can get in.', threshold: 0.75 } },
    ],
    [
      'reviewed when it belongs nowhere',
      ticket({ body: 'What will the weather be?' }),
      { kind: 'decided', event: { decision: 'needs_review', reason: 'out_of_taxonomy' } },
    ],
    [
      'reviewed when the language is not supported',
      ticket({ body: german }),
      { kind: 'decided', event: { decision: 'needs_review', reason: 'unsupported_language', language: 'de' } },
    ],
    [
      'reviewed when there is nothing to read',
      ticket({ body: ' … ', attachments: ['photo.jpg'] }),
      { kind: 'decided', event: { decision: 'needs_review', reason: 'no_text', candidates: [] } },
    ],
    ['rejected when it is no JSON', inbound('{'), { kind: 'rejected', reason: 'invalid_json' }],
    ['rejected when it is a tombstone', inbound(null), { kind: 'rejected', reason: 'tombstone' }],
  ])('%s', async (_what, message, expected) => {
    const outcome = await outcomeOf(message);
    expect(outcome).toMatchObject(expected);
    if (outcome?.kind === 'decided') expect(validate(outcome.event)).toEqual(outcome.event);
    if (outcome?.kind === 'escalated') expect(escalatedTicketSchema.parse(outcome.ticket)).toEqual(outcome.ticket);
  });
});

test('when good and bad messages come mixed, then outcomes come in their order and only readable texts are classified', async () => {
  const classifier = byWords();
  const messages = [
    inbound('{', 0),
    ticket({ ticketId: 'A', body: 'card refused' }, 1),
    inbound(null, 2),
    ticket({ ticketId: 'B', body: '' }, 3),
    ticket({ ticketId: 'C', body: 'cannot get in' }, 4),
    inbound(Buffer.from([0xff]), 5),
    ticket({ ticketId: 'D', body: 'card refused too', subject: 'again' }, 6),
  ];
  const outcomes = await routeTickets(messages, routerParts(classifier));
  expect(outcomes.map(nameOf)).toEqual([
    'invalid_json',
    'routed A 1',
    'tombstone',
    'needs_review B 3',
    'escalated C 4',
    'invalid_utf8',
    'routed D 6',
  ]);
  expect(classifier.asked).toEqual([
    { subject: '', body: 'card refused' },
    { subject: '', body: 'cannot get in' },
    { subject: 'again', body: 'card refused too' },
  ]);
});

function nameOf(outcome: Outcome): string {
  if (outcome.kind === 'rejected') return outcome.reason;
  const { ticketId, source } = outcome.kind === 'decided' ? outcome.event : outcome.ticket;
  return `${outcome.kind === 'decided' ? outcome.event.decision : 'escalated'} ${ticketId} ${source.offset}`;
}

test('when the classifier fails, then no message is decided and its error comes through untouched', async () => {
  const error = new SignalboxError('CLASSIFIER_FAILED', 'no answer');
  const messages = [inbound('{'), ticket({ body: 'card refused' })];
  await expect(routeTickets(messages, routerParts(failingClassifier(error)))).rejects.toBe(error);
});

test('when the router is told to stop, then the classifier is told', async () => {
  const { signal } = new AbortController();
  let told: AbortSignal | undefined;
  const classifier = byWords();
  const listening: typeof classifier = {
    ...classifier,
    classify: (texts, given) => {
      told = given;
      return classifier.classify(texts);
    },
  };
  await routeTickets([ticket({ body: 'card' })], routerParts(listening), signal);
  expect(told).toBe(signal);
});

test('the event says when and from where, and nothing of the text', async () => {
  const outcome = await outcomeOf(ticket({ body: 'My card 4711 was refused', subject: 'Sesame', revision: 3 }, 12));
  expect(outcome).toMatchObject({
    event: {
      ticketId: 'T-1',
      revision: 3,
      eventId: 'tickets.inbound-2-12',
      source: { topic: 'tickets.inbound', partition: 2, offset: 12 },
      decidedAt: now.toISOString(),
      timings: { queuedMs: 40, classifyMs: 3 },
    },
  });
  expect(JSON.stringify(outcome)).not.toMatch(/4711|Sesame/);
});

test('when the clocks of broker and service disagree, then a ticket has not waited less than nothing', async () => {
  const early = { ...ticket({ body: 'card' }), receivedAtMs: now.getTime() + 5_000 };
  expect(await outcomeOf(early)).toMatchObject({ event: { timings: { queuedMs: 0 } } });
});

test('an assessment keeps what the model said beside what follows from it', async () => {
  const [bad, empty, good] = await assessTickets(
    [inbound('{'), ticket({ body: '' }), ticket({ body: 'card refused' })],
    { classifier: byWords(), taxonomy, policy },
  );
  expect(bad).toMatchObject({ kind: 'unreadable', reason: 'invalid_json' });
  expect(empty).toMatchObject({ kind: 'ticket', scores: null, decision: { kind: 'review', reason: 'no_text' } });
  expect(good).toMatchObject({ kind: 'ticket', scores: { outOfTaxonomy: 0.1 }, decision: { kind: 'accept' } });
});
