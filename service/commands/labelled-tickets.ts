import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { SignalboxError } from '../errors.ts';
import { guessFormat } from './guess-format.ts';
import { notJson, readLabelledLine } from './labelled-line.ts';

/** One line of a JSONL file, with its number (from 1) for messages to people. */
export interface Line {
  number: number;
  text: string;
  /** As they stand in the file. */
  bytes: Buffer;
  /** False: `text` is not what was written, but has U+FFFD for each byte that is no character. */
  isUtf8: boolean;
}

export const notUtf8 = {
  reason: 'is not UTF-8',
  remedy: 'save the file as UTF-8: iconv -f WINDOWS-1252 -t UTF-8 FILE, if it was written as Latin-1',
};

/** @param path a file, or `-` for standard input. @throws SignalboxError INPUT_INVALID when it cannot be read, or a line of it as text */
export async function readLines(path: string): Promise<Line[]> {
  const lines = await readRawLines(path);
  const broken = lines.find(({ isUtf8 }) => !isUtf8);
  if (broken)
    throw new SignalboxError('INPUT_INVALID', `${nameOf(path)}:${broken.number}: ${notUtf8.reason}`, {
      remedy: notUtf8.remedy,
    });
  return lines;
}

/** Also the lines that are no text. @throws SignalboxError INPUT_INVALID when the file cannot be read, or is UTF-16 */
export async function readRawLines(path: string): Promise<Line[]> {
  const content = path === '-' ? await readStandardInput() : await readBytes(path);
  if (isUtf16(content))
    throw new SignalboxError('INPUT_INVALID', `${nameOf(path)} is UTF-16, not UTF-8`, {
      remedy: 'save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE',
    });
  return splitLines(content)
    .map((bytes, i) => ({ number: i + 1, text: textOf(bytes), bytes, isUtf8: isUtf8(bytes) }))
    .filter(({ text }) => text.trim() !== '');
}

function splitLines(content: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start <= content.length; ) {
    const end = content.indexOf('\n', start);
    lines.push(content.subarray(start, end < 0 ? content.length : end));
    start = end < 0 ? content.length + 1 : end + 1;
  }
  return lines;
}

/** Without a byte order mark, as some editors put it there, and files that are joined have it in their midst. */
const textOf = (bytes: Buffer): string => bytes.toString('utf8').replace(/^\uFEFF/, '');

/** A ticket as `training-data/` keeps it; `label` null means out of taxonomy. */
export interface LabelledTicket {
  id: string;
  label: string | null;
  /** What intake reads: the fields of the line, written anew with its id as `ticketId`. */
  value: Buffer;
}

/** With where it stands and what the training reads of it. */
export interface LabelledLine extends LabelledTicket {
  path: string;
  number: number;
  fields: Record<string, unknown>;
}

/** What keeps a line from being read, or the file as a whole (`number` null), which the reason names then. */
export interface LineFault {
  path: string;
  number: number | null;
  reason: string;
  remedy: string;
}

/** Where a fault is, and which one. */
export const describeFault = ({ path, number, reason }: LineFault): string =>
  number === null ? reason : `${nameOf(path)}:${number}: ${reason}`;

/**
 * All labelled tickets of a file, and all that is wrong with its other lines, by the rules of the training's `tickets.py`.
 * @param seen id → where it stands, of files before this one; it is added to
 * @throws SignalboxError INPUT_INVALID when the file cannot be read, or is UTF-16
 */
export async function readLabelledLines(
  path: string,
  codes: readonly string[],
  seen = new Map<string, { path: string; number: number }>(),
): Promise<{ tickets: LabelledLine[]; faults: LineFault[] }> {
  const known = new Set(codes);
  const lines = await readRawLines(path);
  const guess = guessOf(lines);
  const tickets: LabelledLine[] = [];
  const faults: LineFault[] = [];
  for (const { number, text, isUtf8 } of lines) {
    const read = isUtf8 ? readLabelledLine(text, codes, known) : notUtf8;
    const first = 'reason' in read ? undefined : seen.get(read.id);
    if ('reason' in read) {
      const isFormat = read.reason === notJson.reason && guess;
      faults.push({
        path,
        number,
        ...(isFormat ? { ...guess, reason: `${read.reason}; this looks like ${guess.name}` } : read),
      });
    } else if (first) {
      const where = first.path === path ? `in line ${first.number}` : `at ${nameOf(first.path)}:${first.number}`;
      const reason = `id ${read.id} stands already ${where}`;
      faults.push({ path, number, reason, remedy: 'give each ticket an id of its own' });
    } else {
      seen.set(read.id, { path, number });
      const value = Buffer.from(JSON.stringify({ ...read.fields, ticketId: read.id }));
      tickets.push({ path, number, ...read, value });
    }
  }
  if (lines.length === 0)
    faults.push({
      path,
      number: null,
      reason: `${nameOf(path)} has no ticket`,
      remedy: 'name a file with a labelled ticket a line',
    });
  return { tickets, faults };
}

/** @throws SignalboxError INPUT_INVALID that names file, line and reason of the first fault */
export async function readLabelledTickets(path: string, codes: readonly string[]): Promise<LabelledTicket[]> {
  const { tickets, faults } = await readLabelledLines(path, codes);
  const [fault] = faults;
  if (fault)
    throw new SignalboxError('INPUT_INVALID', describeFault(fault), {
      remedy: `${fault.remedy} (training-data/README.md explains its fields); nothing was evaluated`,
    });
  return tickets;
}

/** How standard input is called. */
export const nameOf = (path: string): string => (path === '-' ? 'standard input' : path);

/** What lines that are no JSON Lines may be. */
export const guessOf = (lines: readonly Line[]) => guessFormat(lines.slice(0, 2).map(({ text }) => text));

const whyUnreadable: Record<string, string> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EISDIR: 'is a folder',
  EACCES: 'may not be read by this user',
};

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    throw new SignalboxError('INPUT_INVALID', `cannot read ${path}: it ${whyUnreadable[code] ?? message}`, {
      cause,
      remedy: 'name a JSONL file, or - for standard input',
    });
  }
}

/** By its byte order mark, or by the zeros that every second byte of plain letters is. */
function isUtf16(content: Buffer): boolean {
  const mark = content.subarray(0, 2).toString('hex');
  return mark === 'fffe' || mark === 'feff' || (content.length >= 4 && (content[0] === 0) !== (content[1] === 0));
}

async function readStandardInput(): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
