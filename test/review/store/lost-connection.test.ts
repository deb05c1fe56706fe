import { expect, test } from 'vitest';
import { isLostConnection, mayPass } from '../../../service/review/store/lost-connection.ts';

const failed = (code: string) => Object.assign(new Error('failed'), { code });

test.each([
  ['08006', 'the connection broke'],
  ['25006', 'no writes now'],
  ['25P03', 'a transaction that waited too long was ended'],
  ['40P01', 'a deadlock'],
  ['53100', 'the disk is full'],
  ['57P01', 'the database is stopped'],
  ['ECONNRESET', 'the host is gone'],
])('%s is a lost connection, and passes: %s', (code) => {
  expect([isLostConnection(failed(code)), mayPass(failed(code))]).toEqual([true, true]);
});

test.each([
  ['55P03', 'somebody holds a lock'],
  ['57014', 'a statement took too long'],
])('%s passes, and no connection is lost: %s', (code) => {
  expect([isLostConnection(failed(code)), mayPass(failed(code))]).toEqual([false, true]);
});

test.each([
  ['42P07', 'a table is there already'],
  ['0A000', 'the database is too old'],
])('%s does not pass: %s', (code) => {
  expect([isLostConnection(failed(code)), mayPass(failed(code))]).toEqual([false, false]);
});

test('a socket that was closed is told by words alone, and anything else that is thrown says nothing', () => {
  expect(mayPass(new Error('Connection terminated unexpectedly'))).toBe(true);
  for (const other of [new Error('corrupted'), 'ECONNRESET', null, undefined]) expect(mayPass(other)).toBe(false);
});
