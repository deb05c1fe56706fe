import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { destination, pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SignalboxError } from '../../service/errors.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { plantedTickets, survivorOf } from '../privacy/planted-tickets.ts';

/** The very logger of the service, or one without masking, and what it wrote. */
function capture(create: (level: string, to: number) => ReturnType<typeof createLog> = createLog) {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-log-'));
  const path = join(folder, 'log');
  const file = openSync(path, 'w');
  onTestFinished(() => {
    closeSync(file);
    rmSync(folder, { recursive: true });
  });
  const written = () => readFileSync(path, 'utf8');
  return {
    log: create('trace', file),
    written,
    lines: () =>
      written()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

const iban = 'DE02 1203 0000 0000 2020 51';
const card = '4111 1111 1111 1111';
const address = 'lena.okafor@shop.example';

describe('personal data does not reach a log line', () => {
  test.each<[string, (log: ReturnType<typeof createLog>) => void]>([
    ['in a message', (log) => log.info(`no ticket of ${address}, ${card}, ${iban}`)],
    ['in an argument of a message', (log) => log.warn('no ticket of %s: %j', address, { card, iban })],
    ['in a field', (log) => log.info({ customer: address, card, iban }, 'a ticket')],
    ['deep in a field', (log) => log.info({ a: { b: [{ c: [address] }, { d: `${card}\n${iban}` }] } })],
    ['as the name of a field', (log) => log.info({ [address]: 1, [card]: 2, [iban]: 3 })],
    ['in a child logger', (log) => log.child({ customer: address }).child({ card }).info(iban)],
    ['in an error', (log) => log.error({ err: new Error(`cannot read ${address} ${card} ${iban}`) }, 'failed')],
    ['in an error alone', (log) => log.error(new Error(`cannot read ${address} ${card} ${iban}`))],
    ['in a fatal error', (log) => log.fatal({ err: new Error(`${address} ${card} ${iban}`) }, 'cannot go on')],
    [
      'in the cause of a cause',
      (log) => {
        const deepest = new TypeError(`invalid input: "${iban}"`);
        const middle = new Error(`the endpoint says ${card}`, { cause: deepest });
        const err = new SignalboxError('CLASSIFIER_FAILED', `failed for ${address}`, { cause: middle });
        log.error({ err }, 'a batch was not settled; it is read again');
      },
    ],
    [
      'in what a library hangs on its errors',
      (log) => {
        const err = Object.assign(new Error('400'), {
          request: { body: { inputs: `${card} ${iban}` } },
          to: [address],
        });
        log.error({ err }, 'refused');
      },
    ],
    [
      'in errors of an aggregate',
      (log) =>
        log.error({ err: new AggregateError([new Error(address), new Error(card), new Error(iban)], 'all failed') }),
    ],
  ])('%s', (_where, write) => {
    const { log, written } = capture();
    write(log);
    expect(written()).not.toBe('');
    for (const secret of [address, card, iban]) expect(survivorOf(secret, written())).toBeNull();
  });

  test('whatever a ticket holds, when it ends up in an error', () => {
    const { log, lines } = capture();
    for (const { id, subject, body } of plantedTickets) log.error({ id, err: new Error(body), subject }, 'failed');
    const said = lines();
    expect(said).toHaveLength(plantedTickets.length);
    for (const [i, ticket] of plantedTickets.entries()) {
      const { err, subject, id } = said[i];
      expect(id).toBe(ticket.id);
      for (const { text } of ticket.secrets) {
        expect(survivorOf(text, `${subject}\n${err.message}\n${err.stack}`), ticket.id).toBeNull();
      }
    }
  });
});

test('when a line holds nothing personal, then it is the line that pino writes', () => {
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const [ours, plain] = [
    capture(),
    capture((level, fd) => pino({ ...options, level }, destination({ fd, sync: true }))),
  ];
  const cause = new Error('connect ECONNREFUSED 192.168.100.100:9092');
  const err = new SignalboxError('BROKER_UNREACHABLE', 'no Kafka broker answers at 10.0.3.12:9092', { cause });
  for (const { log } of [ours, plain]) {
    log.info({ model: '1.0.0-20261126', taxonomy: '3.2.0' }, 'model ready');
    log.info({ roles: ['router', 'api'], url: 'http://127.0.0.1:8080' }, 'ready');
    log
      .child({ role: 'router' })
      .warn(
        { err, topic: 'support.tickets.inbound.v1', partition: 3, offset: '1002345678', ticketId: 'T-1002345' },
        'a batch was not settled; it is read again',
      );
    log.debug(
      { broker: 'kafka-0.kafka.svc.cluster.local:9092', correlationId: 41 },
      'kafka Connection: Request Fetch(11)',
    );
  }
  const withoutTime = (text: string) => text.replace(/"time":"[^"]+"/g, '');
  expect(withoutTime(ours.written())).toBe(withoutTime(plain.written()));
  for (const { time } of ours.lines()) expect(new Date(time).toISOString()).toBe(time);
});
