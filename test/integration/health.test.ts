import { expect, it } from 'vitest';
import { setUpKafka } from '../support/kafka-setup.ts';
import { startService } from '../support/started-service.ts';

/** Lines of the log, by their message. */
const said = (output: string, message: string): Record<string, unknown> | undefined =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .find(({ msg }) => String(msg).startsWith(message));

it('a process without the API serves health and metrics at HEALTH_PORT, and goes on without where that is taken', async () => {
  const kafka = await setUpKafka();
  // On every address, where the API would want sign-in.
  const router = startService({ ...kafka.environment, HTTP_HOST: '0.0.0.0', HEALTH_PORT: '0' }, ['--roles', 'router']);
  await router.ready();
  const { url } = said(router.output(), 'ready') as { url: string };
  const address = url.replace('0.0.0.0', '127.0.0.1');
  const [health, ready, metrics, api] = await Promise.all(
    ['/healthz', '/readyz', '/metrics', '/v1/decisions'].map((path) => fetch(`${address}${path}`)),
  );
  expect([health?.status, ready?.status, metrics?.status, api?.status]).toEqual([200, 200, 200, 404]);
  expect(await metrics?.text()).toContain('signalbox_transactions_total');

  const beside = startService({ ...kafka.environment, HTTP_HOST: '0.0.0.0', HEALTH_PORT: new URL(url).port }, [
    '--roles',
    'escalator',
  ]);
  await beside.ready();
  expect(said(beside.output(), 'ready')).toMatchObject({ url: null });
  expect(said(beside.output(), 'health and metrics of this process are not served')).toMatchObject({
    remedy: expect.stringContaining('HEALTH_PORT'),
  });
});
