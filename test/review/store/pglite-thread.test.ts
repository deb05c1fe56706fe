import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
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

test('when its PostgreSQL aborts, as on a full disk, then nothing is answered any more, and it is told that the store has stopped', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'signalbox-abort-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, 'store');
  const database = await openEmbedded(folder);
  await rm(join(folder, 'pg_wal'), { recursive: true }); // the next segment of its log cannot be made: PostgreSQL panics
  const refusal = {
    code: 'STORE_UNREACHABLE',
    message: expect.stringContaining('the embedded store has stopped: Aborted()'),
    remedy: expect.stringContaining(`the disk of ${folder} is full`),
  };
  // The one that begins the next segment aborts: the first, or the second where the first is answered before.
  const statements = ['select pg_switch_wal()', 'create table t (a int)', 'select 1'];
  const [, ...later] = await Promise.allSettled(statements.map((statement) => database.query(statement, [])));
  for (const outcome of later) expect(outcome).toMatchObject({ status: 'rejected', reason: refusal });
  expect(await database.stopped).toMatchObject(refusal);
  await expect(database.query('select 1', [])).rejects.toMatchObject(refusal);
  await database.close();
});

test('when a statement is refused, then the store goes on', async () => {
  const database = await openEmbedded(undefined);
  await expect(database.query('select 1 / 0', [])).rejects.toMatchObject({ code: '22012' });
  await expect(database.query('no statement', [])).rejects.toMatchObject({ code: '42601' });
  await expect(database.query('select repeat($1, 1000000000)', ['ab'])).rejects.toMatchObject({ code: '54000' });
  expect((await database.query('select 1 as one', [])).rows).toEqual([{ one: 1 }]);
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

test('when its PostgreSQL breaks off, then it is told what its log said last', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'signalbox-abort-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, 'store');
  const database = await openEmbedded(folder);
  await rm(join(folder, 'pg_wal'), { recursive: true });
  for (const statement of ['select pg_switch_wal()', 'create table t (a int)'])
    await database.query(statement, []).catch(() => undefined);
  expect((await database.stopped).message).toMatch(/stopped: Aborted\(\).*PANIC: .*pg_wal/);
  await database.close();
});
