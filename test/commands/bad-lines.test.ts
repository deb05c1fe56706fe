import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { clean } from '../../service/commands/clean.ts';
import { readAnswers } from '../../service/commands/evaluate-frontier.ts';
import { type LabelledTicket, readLabelledTickets } from '../../service/commands/labelled-tickets.ts';
import { decodeTicket } from '../../service/intake/decode-ticket.ts';
import { projectRoot } from '../../service/project-root.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-lines-'));
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rm(folder, { recursive: true }));

const good = { id: 'A-1', subject: 'Payout', body: 'Our payout is late.', label: null };

async function fileOf(...lines: unknown[]): Promise<string> {
  const path = join(folder, 'tickets.jsonl');
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  await writeFile(path, texts.join('\n'));
  return path;
}

test.each<[string, unknown, string]>([
  ['broken JSON', '{"id": "A-2", "body', ':2: not a JSON object'],
  ['no id', { subject: 'Payout' }, ':2: has no "id"'],
])('when a line to clean is wrong, then its number and its mistake are named: %s', async (_what, line, words) => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await expect(clean(await fileOf(good, line))).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining(words),
    remedy: expect.stringContaining('"id"'),
  });
});

test('when a labelled line is wrong, then the remedy says where its fields are explained', async () => {
  await expect(readLabelledTickets(await fileOf(good, '{"id"'), [])).rejects.toMatchObject({
    message: expect.stringContaining(':2: not a JSON object'),
    remedy: expect.stringContaining('training-data/README.md'),
  });
});

test.each([
  ['ticketId', { ticketId: 'A-1', body: 'Our payout is late.', label: null }, '"id"'],
  ['category', { id: 'A-1', body: 'Our payout is late.', category: 'PAY' }, '"label"'],
])(
  'when a labelled line calls a field %s, as tickets and decisions do, then the remedy names the right one',
  async (field, line, name) => {
    await expect(readLabelledTickets(await fileOf(line), ['PAY'])).rejects.toMatchObject({
      message: expect.stringContaining(`has no ${name}`),
      remedy: expect.stringContaining(`labelled tickets call "${field}" ${name}`),
    });
  },
);

describe('the channel of a line', () => {
  const body = 'Our payout is late.\n\nBest regards,\nAnna Berg\nBerg Ltd';
  const line = { id: 'A-1', subject: null, body };
  const cleaned = async (...lines: unknown[]) => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const path = await fileOf(...lines);
    await clean(path);
    const bodies = written.mock.calls.map(([text]) => JSON.parse(String(text)).body);
    return { path, bodies, told: told.mock.calls.map(([text]) => text) };
  };

  test('decides what is set aside when it is cleaned', async () => {
    const { bodies, told } = await cleaned({ ...line, channel: 'E-Mail' }, { ...line, channel: 'chat' }, line);
    expect(bodies).toEqual(['Our payout is late.', body, 'Our payout is late.']);
    expect(told).toEqual([]);
  });

  test('is told, once, when it is unknown, and read as the service reads it', async () => {
    const lines = ['chat', 'fax', 'fax', 5].map((channel) => ({ ...line, channel }));
    const { path, bodies, told } = await cleaned(...lines);
    expect(bodies.slice(1)).toEqual(Array(3).fill('Our payout is late.'));
    expect(told).toEqual([
      `${path}:2: channel "fax" is none of email, chat, web_form, in_app, other; it is read as other.\n`,
      `${path}:4: channel 5 is none of email, chat, web_form, in_app, other; it is read as other.\n`,
    ]);
  });

  test('reaches the evaluation', async () => {
    const [ticket] = await readLabelledTickets(await fileOf({ ...line, channel: 'in_app', label: null }), []);
    expect(decodeTicket((ticket as LabelledTicket).value, null)).toMatchObject({ ticket: { channel: 'in_app' } });
  });
});

test('a byte order mark is no part of the first line', async () => {
  const path = await fileOf(`\uFEFF${JSON.stringify(good)}`, { ...good, id: 'A-2' });
  expect((await readLabelledTickets(path, [])).map(({ id }) => id)).toEqual(['A-1', 'A-2']);
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await clean(path);
  expect(written.mock.calls.map(([text]) => JSON.parse(String(text)).id)).toEqual(['A-1', 'A-2']);
});

describe('an id that is a whole number', () => {
  const body = 'Our payout is late.';

  test('names a labelled ticket by its digits, as it does where tickets are trained on', async () => {
    const far = '{"id": 90071992547409931234, "body": "Our payout is late.", "label": null}';
    const tickets = await readLabelledTickets(await fileOf({ ...good, id: 4711 }, far), []);
    expect(tickets.map(({ id }) => id)).toEqual(['4711', '90071992547409931234']);
    expect(tickets.map(({ value }) => JSON.parse(value.toString()).ticketId)).toEqual(['4711', '90071992547409931234']);
  });

  test('is the same as its digits as text', async () => {
    const file = await fileOf({ ...good, id: 4711 }, { ...good, id: '4711' });
    await expect(readLabelledTickets(file, [])).rejects.toMatchObject({
      message: expect.stringContaining(':2: id 4711 stands already in line 1'),
    });
  });

  test.each(['1.5', '1e3', 'true', '""', 'null', '{"id": 3}'])('is what a person can read: not %s', async (id) => {
    await expect(readLabelledTickets(await fileOf(`{"id": ${id}, "label": null}`), [])).rejects.toMatchObject({
      message: expect.stringContaining(':1: has no "id" (text or a whole number)'),
    });
  });

  test('names the ticket of an answer from elsewhere', async () => {
    const answers = await readAnswers(await fileOf({ id: 4711, answer: 'PAY' }), [{ id: '4711' }]);
    expect([...answers]).toEqual([['4711', 'PAY']]);
  });

  test('is kept by clean', async () => {
    const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await clean(await fileOf({ id: 4711, body }));
    expect(JSON.parse(String(said.mock.calls[0]?.[0]))).toMatchObject({ id: 4711, body });
  });

  test('stands in for a missing ticketId of a line to classify', async () => {
    const command = [join(projectRoot, 'dist/cli.js'), 'classify', await fileOf({ id: 4711, body })];
    const { stdout } = await promisify(execFile)(process.execPath, command);
    expect(JSON.parse(stdout)).toMatchObject({ ticketId: '4711' });
  });
});

test.each<[string, string | Buffer, RegExp, number]>([
  [
    'CSV',
    'ticketId,subject\n1,Payout\n2,Login\n',
    /: 0 of 3 lines were tickets; this looks like CSV\n {2}→ write one JSON/,
    3,
  ],
  ['a JSON array', '[{"ticketId": "1"}]', /: 0 of 1 line was a ticket; this looks like a JSON array\n {2}→ .*jq -c/, 1],
  ['nothing', '\n', /: there is no line in it\n {2}→ a line is \{"ticketId"/, 0],
  ['UTF-16', Buffer.from('\uFEFF{"ticketId": "1"}', 'utf16le'), /is UTF-16, not UTF-8\n {2}→ .*iconv/, 0],
  ['UTF-16 without its mark', Buffer.from('{"ticketId": "1"}', 'utf16le'), /is UTF-16, not UTF-8/, 0],
])(
  'when nothing in a file to classify is a ticket, then it is said what it looks like: %s',
  async (_what, content, words, rejected) => {
    const path = join(folder, 'no-tickets');
    await writeFile(path, content);
    const failure = await promisify(execFile)(process.execPath, [
      join(projectRoot, 'dist/cli.js'),
      'classify',
      path,
    ]).catch((e) => e);
    expect(failure).toMatchObject({ code: 2, stderr: expect.stringMatching(words) });
    const lines = failure.stdout
      .split('\n')
      .filter(Boolean)
      .map((line: string) => JSON.parse(line));
    expect(lines).toHaveLength(rejected);
    for (const { decision, detail } of lines) {
      expect(decision).toBe('rejected');
      expect(detail).toMatch(/a ticket is one JSON object\.$/);
    }
  },
);

test('when a labelled file is CSV, has a byte order mark, or is empty, then that is understood', async () => {
  await expect(readLabelledTickets(await fileOf('id,label', 'A-1,PAY'), [])).rejects.toMatchObject({
    message: expect.stringContaining(':1: not a JSON object; this looks like CSV'),
    remedy: expect.stringContaining('write one JSON object a line'),
  });
  expect(await readLabelledTickets(await fileOf(`\uFEFF${JSON.stringify(good)}`), [])).toHaveLength(1);
  await expect(readLabelledTickets(await fileOf(''), [])).rejects.toMatchObject({
    message: expect.stringMatching(/tickets\.jsonl has no ticket$/),
    remedy: expect.stringContaining('training-data/README.md'),
  });
});

test('when a line to classify is no ticket, then the others are classified and it is named by its number', async () => {
  const command = [join(projectRoot, 'dist/cli.js'), 'classify', await fileOf(good, '', '{"ticketId"')];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command);
  expect(stderr).toBe('1 of 2 lines was a ticket.\n');
  const [first, second] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({ ticketId: 'A-1' });
  expect(second).toMatchObject({ decision: 'rejected', line: 3, reason: 'invalid_json' });
});

test('when a line to classify is not UTF-8, then it is rejected by its number and the others are classified', async () => {
  const path = join(folder, 'latin-1.jsonl');
  const latin1 = Buffer.from('{"ticketId": "B-1", "body": "Das Geld fehlt im Caf\xe9 seit Montag."}\n', 'latin1');
  await writeFile(path, Buffer.concat([latin1, Buffer.from(JSON.stringify(good))]));
  const command = [join(projectRoot, 'dist/cli.js'), 'classify', path];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command);
  expect(stderr).toBe('1 of 2 lines was a ticket.\n');
  const [first, second] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({ decision: 'rejected', line: 1, reason: 'invalid_utf8' });
  expect(second).toMatchObject({ ticketId: 'A-1' });
});
