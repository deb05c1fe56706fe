import { readFile } from 'node:fs/promises';
import { SignalboxError } from '../errors.ts';
import { rawNumberAt } from '../intake/scan-json.ts';
import { guessFormat } from './guess-format.ts';

/** One line of a JSONL file, with its number (from 1) for messages to people. */
export interface Line {
  number: number;
  text: string;
}

/** @param path a file, or `-` for standard input. @throws SignalboxError INPUT_INVALID when it cannot be read as text */
export async function readLines(path: string): Promise<Line[]> {
  const content = path === '-' ? await readStandardInput() : await readBytes(path);
  if (isUtf16(content))
    throw new SignalboxError('INPUT_INVALID', `${nameOf(path)} is UTF-16, not UTF-8`, {
      remedy: 'save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE',
    });
  return content
    .toString('utf8')
    .replace(/^\uFEFF/, '') // a byte order mark, as some editors put it there
    .split('\n')
    .map((text, i) => ({ number: i + 1, text }))
    .filter(({ text }) => text.trim() !== '');
}

/** A ticket as `training-data/` keeps it; `label` null means out of taxonomy. */
export interface LabelledTicket {
  id: string;
  label: string | null;
  /** The line as it stands: what intake reads. */
  value: Buffer;
}

/** @throws SignalboxError INPUT_INVALID that names file, line and reason */
export async function readLabelledTickets(path: string, codes: readonly string[]): Promise<LabelledTicket[]> {
  const known = new Set(codes);
  const seen = new Map<string, number>();
  const lines = await readLines(path);
  const guess = guessOf(lines);
  const tickets = lines.map(({ number, text }) => {
    const refuse = (reason: string) => {
      throw new SignalboxError('INPUT_INVALID', `${path}:${number}: ${reason}`, {
        remedy: `${guess?.remedy ?? 'correct the line'} (training-data/README.md explains its fields); nothing was evaluated`,
      });
    };
    const line = parseObject(text) ?? refuse(`not a JSON object${guess ? `; this looks like ${guess.name}` : ''}`);
    const { label } = line as { label?: unknown };
    const id = idOf(text) ?? refuse('has no "id" (text or a whole number)');
    if (seen.has(id)) return refuse(`id ${id} stands already in line ${seen.get(id)}`);
    seen.set(id, number);
    if (label !== null && (typeof label !== 'string' || !known.has(label))) {
      return refuse(
        label === undefined
          ? 'has no "label" (null for out of taxonomy)'
          : `label ${JSON.stringify(label)} is not in the taxonomy`,
      );
    }
    return { id, label: label as string | null, value: Buffer.from(JSON.stringify({ ...line, ticketId: id })) };
  });
  if (tickets.length === 0)
    throw new SignalboxError('INPUT_INVALID', `${nameOf(path)} has no ticket`, {
      remedy: 'name a file with a labelled ticket a line (training-data/README.md explains its fields)',
    });
  return tickets as LabelledTicket[];
}

/** How standard input is called. */
export const nameOf = (path: string): string => (path === '-' ? 'standard input' : path);

/** What lines that are no JSON Lines may be. */
export const guessOf = (lines: readonly Line[]) => guessFormat(lines.slice(0, 2).map(({ text }) => text));

/** The `id` of a line as text; a whole number has the digits that stand there, as the training pipeline reads them. */
export function idOf(text: string): string | undefined {
  const id = parseObject(text)?.id;
  if (typeof id === 'string') return id === '' ? undefined : id;
  if (typeof id !== 'number') return undefined;
  const digits = rawNumberAt(text, 'id') ?? '';
  return /^-?\d+$/.test(digits) ? digits : undefined;
}

export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

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
