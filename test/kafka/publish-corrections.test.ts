import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createKafka } from '../../service/kafka/connect.ts';
import { type CorrectionMessage, runOutbox } from '../../service/kafka/publish-corrections.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { readCommitted } from '../support/java-consumer.ts';
import { setUpKafka } from '../support/kafka-setup.ts';
import { until } from '../support/until.ts';

const correctionOf = (correctionId: string): CorrectionMessage => ({
  correctionId,
  correction: {
    ticketId: 'T-1',
    revision: 1,
    category: 'PAY',
    correctedBy: 'ana',
    correctedAt: '2026-01-01T00:00:00Z',
    occasion: 'unasked',
  },
});

test('when the broker is down and the note of a success is lost, then each correction is sent until it is noted, with its id', async () => {
  const kafka = await setUpKafka({ partitions: 1 });
  const [host = '', port] = kafka.broker.split(':');
  let isUp = false;
  const way = createServer((socket) => {
    if (!isUp) return socket.destroy();
    const onwards = connect(Number(port), host);
    socket.pipe(onwards).pipe(socket);
    for (const end of [socket, onwards]) end.on('error', () => end.destroy());
  });
  way.listen(0, '127.0.0.1');
  await once(way, 'listening');
  const address = way.address() as { port: number };

  const client = createKafka(
    { brokers: [`127.0.0.1:${address.port}`], ssl: false, sasl: undefined },
    'test-outbox',
    createLog('silent', 2),
  );
  const waiting = new Map([['c-1', correctionOf('c-1')]]);
  const failures: unknown[] = [];
  let notesLost = 1;
  const outbox = runOutbox(client, kafka.topics.corrections, {
    waiting: async () => [...waiting.values()],
    published: async (ids) => {
      if (notesLost-- > 0) throw new Error('the store is gone');
      for (const id of ids) waiting.delete(id);
    },
    onFailure: (error) => failures.push(error),
  });
  try {
    await until('the broker was missed', () => failures.length > 0);
    expect(waiting.size).toBe(1);
    isUp = true;
    await until('it is sent and noted', () => waiting.size === 0);
    waiting.set('c-2', correctionOf('c-2'));
    outbox.wake();
    await until('the next one is sent', () => waiting.size === 0);
  } finally {
    await outbox.stop();
    way.close();
  }
  const sent = await until('they can be read', async () => {
    const records = await readCommitted(kafka.broker, kafka.topics.corrections);
    return records.length >= 3 && records.map(({ key, headers }) => [key, headers.ce_id]);
  });
  expect(sent).toEqual([
    ['T-1', 'c-1'],
    ['T-1', 'c-1'],
    ['T-1', 'c-2'],
  ]);
});
