import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { calibratedBy, learntBy } from '../../service/commands/assess-labelled.ts';
import type { LabelledTicket } from '../../service/commands/labelled-tickets.ts';
import { readCalibratedOn, readTrainedOn, type TicketText, type TrainedOn } from '../../service/evaluate/trained-on.ts';
import type { Specialist } from '../../service/start-specialist.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trained-on-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function texts(split: string): Promise<TicketText[]> {
  const lines = await readFile(`training-data/tickets/${split}.jsonl`, 'utf8');
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

test('the released model knows the tickets that it was trained on, and none that measure it', async () => {
  const knows = (await readTrainedOn('model')) as TrainedOn;
  const isTrainedOn = (ticket: TicketText) => knows(ticket, {});
  const train = await texts('train');
  // All but the few that the training leaves out.
  expect(train.filter(isTrainedOn).length).toBeGreaterThan(0.99 * train.length);
  for (const split of ['validation', 'calibration', 'test'])
    expect((await texts(split)).filter(isTrainedOn)).toEqual([]);
});

test.each([
  ['learnt', learntBy, 'trained-on.u64'],
  ['calibrated on', calibratedBy, 'calibrated-on.u64'],
])('a ticket that reads like one that was %s counts as such, whatever its footer', async (_what, knownBy, file) => {
  const fingerprint = createHash('sha256').update('Payout late\nOur payout of Tuesday has not arrived.').digest();
  await writeFile(join(folder, file), fingerprint.subarray(0, 8));
  const mail = (id: string, body: string): LabelledTicket => {
    const record = { ticketId: id, channel: 'email', subject: 'Payout late', body };
    return { id, label: 'STL-LATE', value: Buffer.from(JSON.stringify(record)) } as LabelledTicket;
  };
  const tickets = [
    mail('t-1', 'Our payout of Tuesday has not arrived.\n\nSent from my iPhone'),
    mail('t-2', 'Our payout of Monday has not arrived.\n\nSent from my iPhone'),
    mail('t-3', ''),
  ];
  const rules = { released: { folder }, calibration: {} } as unknown as Specialist;
  expect(await knownBy(rules, tickets)).toEqual([true, false, false]);
});

test('a release without fingerprints tells nothing', async () => {
  expect(await readTrainedOn(folder)).toBeNull();
  expect(await readCalibratedOn(folder)).toBeNull();
});
