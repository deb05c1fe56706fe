import { readFile } from 'node:fs/promises';
import { SignalboxError } from '../errors.ts';
import { rawNumberAt } from '../intake/scan-json.ts';

/** One line of a JSONL file, with its number (from 1) for messages to people. */
export interface Line {
  number: number;
  text: string;
}

/** @param path a file, or `-` for standard input. @throws SignalboxError INPUT_INVALID when it cannot be read */
export async function readLines(path: string): Promise<Line[]> {
  const content = path === '-' ? await readStandardInput() : await readText(path);
  return content
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
  const tickets = (await readLines(path)).map(({ number, text }) => {
    const refuse = (reason: string) => {
      throw new SignalboxError('INPUT_INVALID', `${path}:${number}: ${reason}`, {
        remedy: 'correct the line (training-data/README.md explains its fields); nothing was evaluated',
      });
    };
    const line = parseObject(text) ?? refuse('not a JSON object');
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
  if (tickets.length === 0) throw new SignalboxError('INPUT_INVALID', `${path} has no ticket`);
  return tickets as LabelledTicket[];
}

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

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new SignalboxError('INPUT_INVALID', `cannot read ${path}`, {
      cause,
      remedy: 'name a JSONL file, or - for standard input',
    });
  }
}

async function readStandardInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
