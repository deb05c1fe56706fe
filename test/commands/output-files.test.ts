import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { assertWritable, writeJson, writeJsonLines } from '../../service/commands/output-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'output-files-'));
const tickets = join(folder, 'tickets.jsonl');
writeFileSync(tickets, '{"id":"A-1"}\n');
afterAll(() => rmSync(folder, { recursive: true }));

const refusal = (message: string) => ({ code: 'INPUT_INVALID', message: expect.stringContaining(message) });

describe('what is written does not take the place of what is read, however its file is named', () => {
  const link = join(folder, 'link.jsonl');
  symlinkSync(tickets, link);
  test.each([
    ['the same path', tickets],
    ['a path from here', relative(process.cwd(), tickets)],
    ['a path with a detour', join(folder, '.', 'none', '..', 'tickets.jsonl')],
    ['a link', link],
  ])('%s', async (_how, path) => {
    await expect(assertWritable({ '--json': path }, { '--tickets': tickets })).rejects.toMatchObject(
      refusal('is the file of --tickets too'),
    );
    expect(await readFile(tickets, 'utf8')).toBe('{"id":"A-1"}\n');
  });

  test('nor of one of several files', async () => {
    const read = { '--tickets': [join(folder, 'others.jsonl'), tickets] };
    await expect(assertWritable({ '--json': tickets }, read)).rejects.toMatchObject(refusal('--tickets'));
  });
});

test('nor of a file in a folder that is read; a new one may lie beside them', async () => {
  const read = { '--tickets': [folder] };
  await expect(assertWritable({ '--json': tickets }, read)).rejects.toMatchObject(
    refusal('lies in the folder of --tickets'),
  );
  await expect(assertWritable({ '--json': join(folder, 'new.json') }, read)).resolves.toBeUndefined();
});

test('two outputs do not share a file, nor standard output', async () => {
  const out = join(folder, 'out.json');
  await expect(assertWritable({ '--json': out, '--moved': out })).rejects.toMatchObject(
    refusal(`--moved ${out}: is the file of --json too`),
  );
  await expect(assertWritable({ '--json': '-', '--moved': '-' })).rejects.toMatchObject(
    refusal('--json and --moved cannot all go to standard output'),
  );
});

test('files of their own, one of them standard output, are fine; so is input from standard input', async () => {
  const files = { '--json': '-', '--moved': join(folder, 'moved.jsonl'), '--html': undefined };
  await expect(assertWritable(files, { '--tickets': '-' })).resolves.toBeUndefined();
});

test('a value is indented, records are a line each, and without a file nothing is written', async () => {
  const out = join(folder, 'written');
  await writeJson(out, { a: 1 });
  expect(await readFile(out, 'utf8')).toBe('{\n  "a": 1\n}\n');
  await writeJsonLines(out, [{ a: 1 }, { b: 2 }]);
  expect(await readFile(out, 'utf8')).toBe('{"a":1}\n{"b":2}\n');
  await writeJsonLines(out, []);
  expect(await readFile(out, 'utf8')).toBe('');
  await expect(writeJson(undefined, {})).resolves.toBeUndefined();
});
