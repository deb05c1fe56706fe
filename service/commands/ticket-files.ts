import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type GivenTicket, type Part, parts } from '../data-check/checked-ticket.ts';
import { SignalboxError } from '../errors.ts';
import { type LabelledLine, type LineFault, readLabelledLines } from './labelled-tickets.ts';

export interface TicketFile {
  path: string;
  split: Part;
}

/** A file named after a split is one, wherever it lies. */
const splitOfFile: ReadonlyMap<string, Part> = new Map(
  parts.filter((part) => part !== 'undivided').map((part) => [`${part}.jsonl`, part]),
);

/**
 * The files behind paths as the training takes them: JSONL files, and folders with a file for each split.
 * @throws SignalboxError INPUT_INVALID for a folder without train.jsonl
 */
export async function ticketFiles(paths: readonly string[]): Promise<TicketFile[]> {
  const files = await Promise.all(paths.map(filesBehind));
  return [...new Map(files.flat().map((file) => [file.path, file])).values()];
}

async function filesBehind(path: string): Promise<TicketFile[]> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  if (!isFolder) return [{ path, split: splitOfFile.get(basename(path)) ?? 'undivided' }];
  const present = await Promise.all(
    [...splitOfFile].map(async ([name, split]) => {
      const file = join(path, name);
      return (await stat(file).catch(() => undefined)) ? [{ path: file, split }] : [];
    }),
  );
  const files = present.flat();
  if (basename(files[0]?.path ?? '') !== 'train.jsonl')
    throw new SignalboxError('INPUT_INVALID', `${path} has no train.jsonl`, {
      remedy: 'name a folder with train.jsonl (and validation, calibration, test), or the files themselves',
    });
  return files;
}

export interface ReadFiles {
  files: (TicketFile & { tickets: number })[];
  tickets: GivenTicket[];
  faults: LineFault[];
}

/** Every ticket and every fault of all files; an id stands once in all of them. */
export async function readTicketFiles(files: readonly TicketFile[], codes: readonly string[]): Promise<ReadFiles> {
  const seen = new Map<string, { path: string; number: number }>();
  const read: ReadFiles = { files: [], tickets: [], faults: [] };
  for (const file of files) {
    const { tickets, faults } = await readLabelledLines(file.path, codes, seen).catch(asFault(file.path));
    read.files.push({ ...file, tickets: tickets.length });
    // One by one: a file may have more of them than a call takes arguments.
    for (const fault of faults) read.faults.push(fault);
    for (const ticket of tickets) read.tickets.push(givenTicket(ticket, file));
  }
  return read;
}

/** A file that cannot be read at all is told beside the faults of the others. */
const asFault =
  (path: string) =>
  (error: unknown): { tickets: LabelledLine[]; faults: LineFault[] } => {
    if (!(error instanceof SignalboxError)) throw error;
    const { message: reason, remedy = '' } = error;
    return { tickets: [], faults: [{ path, number: null, reason, remedy }] };
  };

function givenTicket({ path, number, id, label, fields }: LabelledLine, { split }: TicketFile): GivenTicket {
  const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    file: path,
    line: number,
    id,
    split,
    label,
    subject: textOf(fields.subject),
    body: textOf(fields.body),
    channel: fields.channel,
    situation: textOf(fields.situation) || null,
  };
}
