import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EraseOptions, erase } from '../../service/commands/erase.ts';
import { readConfig } from '../../service/config.ts';
import { type Database, openStore } from '../../service/review/store/open-store.ts';
import { recordTickets } from '../../service/review/store/record-tickets.ts';
import { received } from '../review/support/records.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-erase-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** What is told of an erasure in a store with T-1 and T-2 of Jane, and T-3 of somebody. */
async function told(options: EraseOptions, before = async (_: Database) => {}): Promise<string> {
  const config = readConfig({ DATA_DIR: folder });
  const { db, close } = await openStore({ folder: config.review.folder });
  const ofJane = { extra: { customer: { email: 'jane@example.com' } } };
  await recordTickets(db, [received(1, ofJane), received(2, ofJane), received(3)]);
  await before(db);
  await close();
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await erase(config, options);
  return written.mock.calls.map(([text]) => String(text)).join('');
}

describe('signalbox erase', () => {
  test('when a ticket is mistyped, then it does not count, is named, and it is said that it stays remembered', async () => {
    const text = await told({ ticket: ['T-3', 'T-33', 'T 4'] });
    expect(text).toMatch(/^1 ticket erased;/);
    expect(text).toContain('Nothing was kept of "T-33", "T 4".');
    expect(text).toContain('remembered');
    expect(text).not.toContain('"T-3"');
  });

  test('when all tickets were kept, then nothing else is said', async () => {
    expect((await told({ ticket: ['T-3', 'T-3'] })).trim().split('\n')).toEqual([
      expect.stringMatching(/^1 ticket erased;/),
    ]);
  });

  test('when a ticket of the customer is named as well, then it counts once and is not taken for unknown', async () => {
    const text = await told({ customer: 'jane@example.com', ticket: ['T-1', 'T-3'] });
    expect(text).toMatch(/^3 tickets erased;/);
    expect(text).not.toContain('Nothing was kept');
  });

  test('when nothing was kept of a customer, then no ticket is said to stay away, and it is said what to look at', async () => {
    const text = await told({ customer: 'nobody@example.com' });
    expect(text).toMatch(/^No ticket erased\.\nNothing that is kept names this customer;.*\nCheck the spelling/);
  });

  test('when the words cannot leave their index, then the erasure stands, and it is said that it wants another run', async () => {
    const complaint = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const exitCode = process.exitCode;
    try {
      const text = await told({ ticket: ['T-3'] }, async (db) => {
        await sql`drop index tickets_by_words`.execute(db);
      });
      expect(text).toMatch(/^1 ticket erased;/);
      expect(complaint.mock.calls.join('')).toMatch(/"tickets_by_words" does not exist.*Run the same command again/s);
      expect(process.exitCode).toBe(1);
    } finally {
      process.exitCode = exitCode;
    }
  });
});
