import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { assertCanListen, listen } from '../../service/api/listen.ts';

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('when the host is an IPv6 address, then its URL has it in brackets and can be asked', async () => {
  const listening = await listen(
    express().get('/', (_request, response) => void response.send('here')),
    { host: '::1', port: 0 },
  );
  onTestFinished(() => listening.close());
  expect(listening.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  expect(await (await fetch(listening.url)).text()).toBe('here');
});

test('when the port is taken, then another port is the remedy, and it is known before anything is served', async () => {
  const place = { host: '127.0.0.1', port: await takenPort() };
  const refusal = {
    code: 'CONFIG_INVALID',
    message: `cannot listen on 127.0.0.1:${place.port}: the port is taken`,
    remedy: expect.stringContaining('choose another HTTP_PORT'),
  };
  await expect(assertCanListen(place)).rejects.toMatchObject(refusal);
  await expect(listen(express(), place)).rejects.toMatchObject(refusal);
});

test.each(['192.0.2.1', 'nowhere.invalid'])(
  'when the host %s is of no machine here, then HTTP_HOST is the remedy',
  async (host) => {
    await expect(assertCanListen({ host, port: 0 })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('does not have the address'),
      remedy: expect.stringMatching(/^set HTTP_HOST /),
    });
  },
);

test('an address that can be had is free again afterwards', async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  await assertCanListen({ host: '127.0.0.1', port });
  const listening = await listen(express(), { host: '127.0.0.1', port });
  await listening.close();
  expect(listening.url).toBe(`http://127.0.0.1:${port}`);
});

test('when it stops, then what is in hand is answered, and streams end at once', async () => {
  const steps = new EventEmitter();
  const begun = once(steps, 'begun');
  const app = express()
    .get('/slow', async (_request, response) => {
      const answer = once(steps, 'answer');
      steps.emit('begun');
      await answer;
      response.send('done');
    })
    .get('/events', (_request, response) => {
      response.type('text/event-stream').flushHeaders();
    });
  const { url, close } = await listen(app, { host: '127.0.0.1', port: 0 });
  const stream = await fetch(`${url}/events`);
  const slow = fetch(`${url}/slow`);
  await begun;
  const closed = close();
  await expect(stream.text()).rejects.toThrow();
  steps.emit('answer');
  expect(await (await slow).text()).toBe('done');
  await closed;
  await expect(fetch(url)).rejects.toThrow();
});
