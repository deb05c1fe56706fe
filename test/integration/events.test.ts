import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedFolder } from '../../service/commands/schemas.ts';
import { settledOutcomes } from '../support/count-outcomes.ts';
import { type ReadRecord, readCommitted } from '../support/java-consumer.ts';
import { type KafkaSetup, makeTickets, setUpKafka } from '../support/kafka-setup.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('published events', () => {
  let kafka: KafkaSetup;
  let service: ServiceProcess;
  let events: ReadRecord[];

  beforeAll(async () => {
    kafka = await setUpKafka();
    service = startServiceProcess(kafka.environment);
    await service.ready();
    const producer = kafka.client('traced').producer();
    await producer.connect();
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    const tickets = makeTickets(60);
    const messages = tickets.map(({ ticketId, value }) => ({ key: ticketId, value, headers }));
    await producer.send({ topic: kafka.topics.inbound, messages });
    await producer.disconnect();
    await settledOutcomes(kafka, tickets);
    events = await readCommitted(kafka.broker, kafka.topics.routed);
  });
  afterAll(async () => {
    await service?.stop('SIGTERM');
  });

  it('satisfy the committed JSON Schema', async () => {
    const schema = JSON.parse(await readFile(join(generatedFolder, 'routing-event.schema.json'), 'utf8'));
    const ajv = new Ajv2020({ allErrors: true });
    (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
    const validate = ajv.compile(schema);
    expect(events).toHaveLength(60);
    for (const event of events)
      expect(validate(JSON.parse(event.value ?? '')), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...JSON.parse(events[0]?.value ?? ''), surprise: 1 })).toBe(false);
  });

  it('carry CloudEvents headers that agree with the event', () => {
    for (const { headers, key, value } of events) {
      const event = JSON.parse(value ?? '');
      expect(headers).toMatchObject({
        ce_specversion: '1.0',
        ce_id: event.eventId,
        ce_type: `signalbox.ticket.${event.decision}.v1`,
        ce_subject: event.ticketId,
        ce_time: event.decidedAt,
        'content-type': 'application/json',
      });
      expect(key).toBe(event.ticketId);
    }
  });

  it("continue the inbound message's trace, also over the escalation", () => {
    const spans = events.map(({ headers }) => /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/.exec(headers.traceparent ?? ''));
    expect(new Set(spans.map((span) => span?.[1]))).toEqual(new Set([traceId]));
    expect(new Set(spans.map((span) => span?.[2])).size).toBe(60);
    expect(events.some(({ value }) => JSON.parse(value ?? '').reason === 'frontier_unavailable')).toBe(true);
  });

  it('name the position of their ticket, each another', () => {
    const sources = events.map(({ value }) => JSON.parse(value ?? '').source);
    expect(new Set(sources.map(({ partition, offset }) => `${partition}-${offset}`)).size).toBe(60);
    expect(new Set(sources.map(({ topic }) => topic))).toEqual(new Set([kafka.topics.inbound]));
  });
});
