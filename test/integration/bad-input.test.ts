import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settledOutcomes } from '../support/count-outcomes.ts';
import { type ReadRecord, readCommitted } from '../support/java-consumer.ts';
import { type KafkaSetup, makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';

const megabyte = 1_000_000;
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

/** key → value, and what must become of it. */
const cases: Record<string, { value: Buffer | null; headers?: Record<string, string>; becomes: string }> = {
  'invalid-utf8': { value: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), becomes: 'rejected invalid_utf8' },
  truncated: { value: Buffer.from('{"ticketId":"truncated","body":"our pay'), becomes: 'rejected invalid_json' },
  'headers-by-names-of-every-object': {
    value: Buffer.from('{"ticketId":"h"'),
    headers: JSON.parse('{"constructor":"a","toString":"b","valueOf":"c","__proto__":"d"}'),
    becomes: 'rejected invalid_json',
  },
  array: { value: json(['a', 'b']), becomes: 'rejected not_an_object' },
  null: { value: Buffer.from('null'), becomes: 'rejected not_an_object' },
  empty: { value: Buffer.alloc(0), becomes: 'rejected empty_value' },
  tombstone: { value: null, becomes: 'rejected tombstone' },
  'body-is-an-object': { value: json({ ticketId: 'x', body: { html: 'y' } }), becomes: 'rejected invalid_ticket' },
  'nested-10000': {
    value: Buffer.from(`{"ticketId":"deep","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
    becomes: 'rejected too_deep',
  },
  'unsafe-id': {
    value: Buffer.from('{"ticketId":12345678901234567890,"body":"hello there, where is my payout"}'),
    becomes: 'rejected invalid_ticket',
  },
  'megabyte-of-words': {
    value: json({ ticketId: 'megabyte-of-words', body: 'where is our payout? '.repeat(megabyte / 21) }),
    becomes: 'routed',
  },
  'megabyte-without-space': {
    value: json({ ticketId: 'megabyte-without-space', body: 'x'.repeat(megabyte) }),
    becomes: 'routed',
  },
  'megabyte-invalid': {
    value: Buffer.from(`{"ticketId":"m","body":"${'y'.repeat(megabyte)}`),
    becomes: 'rejected invalid_json',
  },
  proto: {
    value: Buffer.from(
      '{"ticketId":"proto","__proto__":{"polluted":true},"constructor":1,"body":"where is our payout?"}',
    ),
    becomes: 'routed',
  },
  '4711': { value: json({ ticketId: 4711, body: 'where is our payout?' }), becomes: 'routed' },
  'impossible-date': {
    value: json({ ticketId: 'impossible-date', createdAt: '2026-02-31T99:00', body: 'where is our payout?' }),
    becomes: 'routed',
  },
  'no-id-but-a-key': { value: json({ body: 'where is our payout?' }), becomes: 'routed' },
  'only-attachments': {
    value: json({ ticketId: 'only-attachments', subject: null, body: '', attachments: ['a.pdf'] }),
    becomes: 'routed no_text',
  },
};

describe('bad input on the inbound topic', () => {
  let kafka: KafkaSetup;
  let service: ServiceProcess;
  let routed: ReadRecord[];
  let rejected: ReadRecord[];

  beforeAll(async () => {
    kafka = await setUpKafka({ partitions: 1 });
    service = startServiceProcess(kafka.environment);
    await service.ready();
    const producer = kafka.client('bad').producer();
    await producer.connect();
    for (const [key, { value, headers = {} }] of Object.entries(cases))
      await producer.send({ topic: kafka.topics.inbound, messages: [{ key, value, headers }] });
    await producer.send({
      topic: kafka.topics.inbound,
      messages: [{ key: null, value: Buffer.from('{]'), headers: { 'x-helpdesk': 'desk 7', traceparent: 'nonsense' } }],
    });
    await producer.disconnect();
    // twenty large dead letters at once: more than one record batch may hold
    const large = Array.from({ length: 20 }, (_, i) => ({
      ticketId: `large-${i}`,
      value: Buffer.from(`{${'z'.repeat(900_000)}`),
    }));
    const after = makeTickets(3, 'after');
    await kafka.publish([...large, ...after]);
    const keyed = [...Object.keys(cases).map((ticketId) => ({ ticketId })), ...large, ...after];
    await settledOutcomes(kafka, keyed, { published: keyed.length + 1 });
    [routed, rejected] = [
      await readCommitted(kafka.broker, kafka.topics.routed),
      await readCommitted(kafka.broker, kafka.topics.rejected),
    ];
  });
  afterAll(async () => {
    await service?.stop('SIGTERM');
  });

  it.each(Object.entries(cases))('%s has exactly one outcome', (key, { becomes }) => {
    const [kind, reason] = becomes.split(' ');
    const events = routed.filter((record) => record.key === key).map((record) => JSON.parse(record.value ?? ''));
    const letters = rejected.filter((record) => record.key === key);
    expect([events.length, letters.length]).toEqual(kind === 'routed' ? [1, 0] : [0, 1]);
    if (kind === 'rejected')
      expect(letters[0]?.headers).toMatchObject({
        'signalbox-reason': reason,
        'signalbox-origin-topic': kafka.topics.inbound,
      });
    else if (reason) expect(events[0]).toMatchObject({ decision: 'needs_review', reason });
  });

  it('keeps the bytes of what it rejects', () => {
    const letters = Object.entries(cases).filter(
      ([, { value, becomes }]) => becomes.startsWith('rejected') && value !== null,
    );
    for (const [key, { value }] of letters) {
      const found = rejected.find((record) => record.key === key)?.value;
      expect(found, key).toBe(value?.toString('utf8'));
    }
    expect(rejected.find((record) => record.key === 'tombstone')?.value).toBeNull();
    expect(rejected.filter((record) => record.key?.startsWith('large-')).map((record) => record.value?.length)).toEqual(
      Array(20).fill(900_001),
    );
  });

  it('keeps the key and the headers of what it rejects', () => {
    const letter = rejected.find((record) => record.value === '{]');
    expect(letter?.key).toBeNull();
    expect(letter?.headers).toMatchObject({ 'x-helpdesk': 'desk 7', 'signalbox-reason': 'invalid_json' });
    expect(letter?.headers['signalbox-origin-offset']).toBe(String(Object.keys(cases).length));
  });

  it('goes on with the tickets after it', () => {
    expect(routed.filter((record) => record.key?.startsWith('after-'))).toHaveLength(3);
    service.assertAlive();
  });
});
