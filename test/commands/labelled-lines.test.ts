import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { clean } from '../../service/commands/clean.ts';
import { readAnswers } from '../../service/commands/evaluate-frontier.ts';
import {
  describeFault,
  readLabelledLines,
  readLabelledTickets,
  readRawLines,
} from '../../service/commands/labelled-tickets.ts';
import { decodeTicket } from '../../service/intake/decode-ticket.ts';
import { projectRoot } from '../../service/project-root.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-labelled-'));
  path = join(folder, 'tickets.jsonl');
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rm(folder, { recursive: true }));

const good = '{"id": "A-1", "body": "Our payout is late.", "label": "PAY"}';
const latin1 = Buffer.from('{"id": "A-2", "body": "Das Geld fehlt im Caf\xe9.", "label": "PAY"}', 'latin1');

interface Case {
  name: string;
  right: boolean;
  content?: string;
  base64?: string;
  repeat?: { of: string; times: number };
}

const bytesOf = ({ content, base64, repeat }: Case): Buffer => {
  if (base64 !== undefined) return Buffer.from(base64, 'base64');
  if (repeat) return Buffer.from(JSON.stringify({ id: repeat.of.repeat(repeat.times), label: 'A' }));
  return Buffer.from(content ?? '');
};

describe('a file of labelled tickets is right or wrong as the training takes it', async () => {
  const shared = join(projectRoot, 'test/data-check/labelled-cases.json');
  const { cases }: { cases: Case[] } = JSON.parse(await readFile(shared, 'utf8'));

  test.each(cases)('$right: $name', async (one) => {
    await writeFile(path, bytesOf(one));
    const read = readLabelledTickets(path, ['A', 'B']);
    if (one.right) expect((await read).length).toBeGreaterThan(0);
    else await expect(read).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('bytes that are not UTF-8', () => {
  const write = () => writeFile(path, Buffer.concat([Buffer.from(`${good}\n`), latin1, Buffer.from('\n')]));

  test('are named by their line, with what to do, where labelled tickets are read', async () => {
    await write();
    await expect(readLabelledTickets(path, ['PAY'])).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: `${path}:2: is not UTF-8`,
      remedy: expect.stringContaining('iconv -f WINDOWS-1252 -t UTF-8'),
    });
  });

  test('are refused where tickets are cleaned, before any is written', async () => {
    await write();
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await expect(clean(path)).rejects.toMatchObject({ message: `${path}:2: is not UTF-8` });
    expect(written).not.toHaveBeenCalled();
  });

  test('are refused in answers from elsewhere', async () => {
    await writeFile(path, Buffer.from('{"id": "A-1", "answer": "Caf\xe9"}', 'latin1'));
    await expect(readAnswers(path, [{ id: 'A-1' }])).rejects.toMatchObject({ message: `${path}:1: is not UTF-8` });
  });

  test('reach intake as they are where tickets are classified, which rejects that line and no other', async () => {
    await write();
    const decoded = (await readRawLines(path)).map(({ bytes }) => decodeTicket(bytes, Buffer.from('key')));
    expect(decoded).toMatchObject([{ ok: true }, { ok: false, reason: 'invalid_utf8' }]);
  });
});

test('all that is wrong is told, and what is right is read', async () => {
  const lines = ['{"id"', good, '{"id": "A-1", "label": "PAY"}', '{"id": "A-3", "label": "pay"}', '{"id": "A-4"}'];
  await writeFile(path, lines.join('\n'));
  const { tickets, faults } = await readLabelledLines(path, ['PAY']);
  expect(tickets.map(({ id, number }) => [id, number])).toEqual([['A-1', 2]]);
  expect(faults.map(describeFault)).toEqual([
    `${path}:1: not a JSON object`,
    `${path}:3: id A-1 stands already in line 2`,
    `${path}:4: label "pay" is not in the taxonomy; did you mean "PAY"?`,
    `${path}:5: has no "label" (null for out of taxonomy)`,
  ]);
});

test('an id that another file has is told with its place', async () => {
  await writeFile(path, good);
  const seen = new Map([['A-1', { path: 'train.jsonl', number: 7 }]]);
  const { faults } = await readLabelledLines(path, ['PAY'], seen);
  expect(faults.map(describeFault)).toEqual([`${path}:1: id A-1 stands already at train.jsonl:7`]);
});

test.each([
  ['PAYMNT', ['PAYMENT', 'ACCESS'], 'PAYMENT'],
  ['acc ess', ['PAYMENT', 'ACCESS'], 'ACCESS'],
])('a label that is nearly a code is told with the code: %s', async (label, codes, meant) => {
  await writeFile(path, JSON.stringify({ id: 'A-1', label }));
  const { faults } = await readLabelledLines(path, codes);
  expect(faults[0]?.reason).toContain(`did you mean "${meant}"?`);
});

test('a label that is like no code is told without a guess', async () => {
  await writeFile(path, JSON.stringify({ id: 'A-1', label: 'something' }));
  const { faults } = await readLabelledLines(path, ['PAYMENT']);
  expect(faults).toMatchObject([
    { reason: 'label "something" is not in the taxonomy', remedy: expect.stringContaining('--taxonomy') },
  ]);
});
