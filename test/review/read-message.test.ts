import { describe, expect, test } from 'vitest';
import { createMessageReader, type MessageKind, type TopicMessage } from '../../service/review/read-message.ts';
import { reviewEvent, routedEvent } from '../support/fixtures.ts';

const read = createMessageReader({ codes: ['PAY', 'ACCESS'], retired: ['CHEQUE'] });
const receivedAt = new Date('2026-01-02T03:04:05Z');

function message(kind: MessageKind, value: unknown, headers: Record<string, string> = {}): TopicMessage {
  return {
    kind,
    source: { topic: 'a.topic', partition: 2, offset: 7 },
    key: Buffer.from('key'),
    value: value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    header: (name) => headers[name],
    receivedAt,
  };
}

const correction = { ticketId: 'T-1', category: 'PAY', correctedBy: 'ana', correctedAt: '2026-01-01T00:00:00Z' };
const rejectionHeaders = {
  'signalbox-reason': 'invalid_json',
  'signalbox-detail': 'The value is not valid JSON.',
  'signalbox-origin-topic': 'tickets.inbound',
  'signalbox-origin-partition': '1',
  'signalbox-origin-offset': '4',
  'signalbox-origin-timestamp': '1767323045000',
};

describe('what is kept of a message', () => {
  test('a ticket is cleaned, and one that cannot be read is left to its dead letter', () => {
    const kept = read(message('tickets', { ticketId: 'T-1', body: '<p>My card&nbsp;was charged</p>' }));
    expect(kept).toMatchObject({ kind: 'tickets', item: { clean: { body: 'My card was charged' }, receivedAt } });
    for (const value of [null, '', '{"ticketId":', '[]']) expect(read(message('tickets', value))).toBeNull();
  });

  test('a decision is kept with a category that has been removed, and with fields that came later', () => {
    for (const event of [
      { ...routedEvent, category: 'REMOVED', later: { x: 1 } },
      { ...reviewEvent, candidates: [{ category: 'REMOVED', probability: 0.5 }] },
    ]) {
      expect(read(message('decisions', event))).toEqual({ kind: 'decisions', item: event });
    }
  });

  test('an escalation and the parts of a decision are kept without fields that came later', () => {
    const timings = { queuedMs: 40, classifyMs: 3 };
    const later = { timings: { ...timings, batchMs: 2 } };
    expect(read(message('decisions', { ...routedEvent, ...later }))).toEqual({ kind: 'decisions', item: routedEvent });
    const ticket = {
      ...{ specVersion: 1, ticketId: 'T-1', revision: 1, channel: 'email', subject: 'Help', body: 'It does not open.' },
      ...{ language: null, threshold: 0.75, embedding: null, taxonomyVersion: '2.1.0', modelVersion: '0.3.0' },
      ...{ source: routedEvent.source, candidates: [{ category: 'PAY', probability: 0.5 }], timings },
    };
    expect(read(message('escalations', { ...ticket, ...later, queue: 'x' }))).toEqual({
      kind: 'escalations',
      item: { ticket, receivedAt },
    });
  });

  test('a rejection is kept by the place of the message that it was', () => {
    expect(read(message('rejections', 'whatever', rejectionHeaders))).toEqual({
      kind: 'rejections',
      item: { source: { topic: 'tickets.inbound', partition: 1, offset: 4 }, reason: 'invalid_json', receivedAt },
    });
    const odd = { ...rejectionHeaders, 'signalbox-reason': 'bad mood' };
    expect(read(message('rejections', 'whatever', odd))).toMatchObject({ kind: 'unreadable' });
  });

  test('a correction goes by its own id, else by its place; fields of the helpdesk are left out', () => {
    const usual = { ...correction, revision: 1, occasion: 'unasked' };
    expect(read(message('corrections', { ...correction, queue: 7 }, { ce_id: 'c-1' }))).toEqual({
      kind: 'corrections',
      item: { correctionId: 'c-1', correction: usual, receivedAt, offset: 7 },
    });
    for (const headers of [{}, { ce_id: 'x'.repeat(201) }] as Record<string, string>[]) {
      expect(read(message('corrections', correction, headers))).toMatchObject({
        item: { correctionId: 'a.topic-2-7' },
      });
    }
  });

  test('a correction of a former version of the taxonomy is kept with the category that it had', () => {
    expect(read(message('corrections', { ...correction, category: 'CHEQUE' }))).toMatchObject({
      item: { correction: { category: 'CHEQUE' } },
    });
  });

  test('a correction names its ticket by number where the ticket did, too', () => {
    const ticket = read(message('tickets', { ticketId: 48213, body: 'My card was charged' }));
    expect(ticket).toMatchObject({ item: { clean: { ticket: { ticketId: '48213' } } } });
    expect(read(message('corrections', { ...correction, ticketId: 48213 }))).toMatchObject({
      item: { correction: { ticketId: '48213' } },
    });
  });

  test.each<[string, MessageKind, unknown, string]>([
    ['no JSON', 'corrections', 'secret@example.org', 'not JSON'],
    ['a tombstone', 'decisions', null, 'null'],
    ['an unknown category', 'corrections', { ...correction, category: 'secret@example.org' }, 'category'],
    ['an id that JSON cannot keep', 'corrections', { ...correction, ticketId: 2 ** 60 }, 'ticketId'],
    ['no event', 'decisions', { decision: 'secret@example.org' }, 'decision'],
    ['no escalation', 'escalations', { ticketId: 'secret@example.org' }, 'specVersion'],
  ])('of %s it is said where it is wrong, and nothing is quoted', (_, kind, value, where) => {
    const found = read(message(kind, value));
    expect(found).toMatchObject({ kind: 'unreadable', why: expect.stringContaining(where) });
    expect(JSON.stringify(found)).not.toContain('secret');
  });
});
