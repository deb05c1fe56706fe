import { expect, test } from 'vitest';
import { describeStore } from '../../../service/review/store/describe-store.ts';

test.each([
  ['postgres://ana:sesame@db.example:6432/tickets', 'PostgreSQL at db.example:6432, database tickets'],
  ['postgres://ana:sesame@db/tickets?sslmode=require&password=sesame', 'PostgreSQL at db, database tickets'],
  ['postgresql://ana@[::1]:5432/tickets', 'PostgreSQL at [::1]:5432, database tickets'],
  ['postgres:///tickets?host=/var/run/postgresql', 'PostgreSQL at /var/run/postgresql, database tickets'],
  ['postgres://db:5432/tickets?port=6432', 'PostgreSQL at db:6432, database tickets'],
  ['postgres://ana@%2Fvar%2Frun%2Fpostgresql/tickets', 'PostgreSQL at /var/run/postgresql, database tickets'],
  ['postgres:///tickets?host=/run/100%25pg', 'PostgreSQL at /run/100%pg, database tickets'],
  ['postgres://db%zz/tickets', 'PostgreSQL at db%zz, database tickets'],
  ['postgres:///tickets', 'PostgreSQL, database tickets'],
  ['postgres://db', 'PostgreSQL at db'],
])('%s is named by place and database alone', (databaseUrl, name) => {
  expect(describeStore({ databaseUrl, folder: '/data/store' })).toBe(name);
});

test('without an address it is the embedded one', () => {
  expect(describeStore({ databaseUrl: undefined, folder: '/data/store' })).toBe('embedded, in /data/store');
});
