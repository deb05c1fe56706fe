import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { assertReachable } from '../../service/kafka/assert-reachable.ts';
import { createLog } from '../../service/telemetry/log.ts';

/** Told of each connection. @returns its address */
async function listening(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** As a broker that is down: whoever comes is sent away. */
async function refusing() {
  const broker = { address: '', asked: 0 };
  broker.address = await listening((socket) => {
    broker.asked += 1;
    socket.destroy();
  });
  return broker;
}

const log = createLog('silent');
const nobody = '127.0.0.1:1';
const clusterOf = (...brokers: string[]) => ({ brokers, ssl: false, sasl: undefined });

test('when no broker answers and nobody is to wait, then each is tried once and all are named', async () => {
  const sendsAway = await refusing();
  const onUnanswered = vi.fn();
  const asking = assertReachable(clusterOf(nobody, sendsAway.address), log, { patienceMs: 0, onUnanswered });
  await expect(asking).rejects.toMatchObject({
    code: 'BROKER_UNREACHABLE',
    message: expect.stringContaining(`${nobody}, ${sendsAway.address}`),
    remedy: expect.stringContaining('KAFKA_BROKERS'),
  });
  expect(sendsAway.asked).toBe(1);
  expect(onUnanswered).not.toHaveBeenCalled();
});

test('when nothing listens at an address, then another that answers is enough', async () => {
  await assertReachable(clusterOf(nobody, inject('broker')), log, { patienceMs: 0 });
});

test('when a broker is only starting, then it is waited for, and that is told once', async () => {
  let isUp = false;
  const [host = '', port = ''] = inject('broker').split(':');
  const starting = await listening((socket) => {
    if (!isUp) {
      socket.destroy();
      return;
    }
    const broker = connect(Number(port), host);
    broker.on('error', () => socket.destroy());
    socket.on('close', () => broker.destroy());
    socket.pipe(broker).pipe(socket);
  });
  const onUnanswered = vi.fn(() => {
    isUp = true;
  });
  await assertReachable(clusterOf(starting), log, { patienceMs: 300_000, onUnanswered });
  expect(onUnanswered).toHaveBeenCalledOnce();
});

test('when a broker refuses the login, then it is not waited for', async () => {
  const onUnanswered = vi.fn();
  const sasl = { mechanism: 'plain', username: 'signalbox', password: 'wrong' } as const;
  const asking = assertReachable({ ...clusterOf(inject('broker')), sasl }, log, { patienceMs: 300_000, onUnanswered });
  await expect(asking).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE', remedy: expect.stringContaining('login') });
  expect(onUnanswered).not.toHaveBeenCalled();
});

test('a name that nobody knows is no refused login, whatever words it is made of', async () => {
  const onUnanswered = vi.fn();
  const asking = assertReachable(clusterOf('kafka-sasl.invalid:9093'), log, { patienceMs: 1, onUnanswered });
  await expect(asking).rejects.toMatchObject({ remedy: expect.stringContaining('check KAFKA_BROKERS') });
});
