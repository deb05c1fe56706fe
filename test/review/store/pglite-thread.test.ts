import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { openEmbedded } from '../../../service/review/store/pglite-thread.ts';
import { nextThread } from '../support/next-thread.ts';

test('when the thread fails, then what waits is refused, and it is told that the store has stopped', async () => {
  const starting = nextThread();
  const database = await openEmbedded(undefined);
  const thread = await starting;
  thread.postMessage(null); // no statement: an error that nothing in the thread catches
  await expect(database.query('select 1', [])).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  expect(await database.stopped).toMatchObject({ code: 'STORE_UNREACHABLE', cause: expect.any(Error) });
  await database.close();
});

test('when it is closed, then that is no failure', async () => {
  const starting = nextThread();
  const database = await openEmbedded(undefined);
  const told = vi.fn();
  void database.stopped.then(told);
  const ended = once(await starting, 'exit');
  await database.close();
  await ended;
  expect(told).not.toHaveBeenCalled();
});

test('when the thread ends while it opens the store, then the opening fails', async () => {
  const starting = nextThread();
  const opening = openEmbedded(undefined);
  const refused = expect(opening).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', retryable: true });
  await (await starting).terminate();
  await refused;
});
