import type { SetAside } from '../contracts/ticket.ts';

export type SetAsideKind = SetAside['kind'];

/**
 * The lines of a mail and, for each line, why it was set aside; undefined means that it belongs to the request. One
 * instance is filled step by step while a mail is being split.
 */
export interface MailParts {
  lines: string[];
  kinds: (SetAsideKind | undefined)[];
  /** How many more lines may be given to the reply parser, whose patterns are slow on hostile text. */
  questionsLeft: number;
}

const MAX_QUESTIONS = 100;

/** Lines `start` (included) to `end` (excluded). */
export interface LineRange {
  start: number;
  end: number;
}

export const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';

export function startParts(text: string): MailParts {
  const lines = text.split('\n');
  return {
    lines,
    kinds: new Array<SetAsideKind | undefined>(lines.length).fill(undefined),
    questionsLeft: MAX_QUESTIONS,
  };
}

export function setAside(parts: MailParts, { start, end }: LineRange, kind: SetAsideKind): void {
  for (let index = start; index < end; index += 1) {
    if (!isBlank(parts.lines[index])) parts.kinds[index] ??= kind;
  }
}

/** Numbers of the lines in a range that still belong to the request and are not blank. */
export function ownLines(parts: MailParts, { start, end }: LineRange): number[] {
  const own: number[] = [];
  for (let index = start; index < end; index += 1) {
    if (parts.kinds[index] === undefined && !isBlank(parts.lines[index])) own.push(index);
  }
  return own;
}

export function ownText(parts: MailParts, range: LineRange = { start: 0, end: parts.lines.length }): string {
  const own: string[] = [];
  for (let index = range.start; index < range.end; index += 1) {
    if (parts.kinds[index] === undefined) own.push(parts.lines[index] ?? '');
  }
  return own
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '')
    .trimEnd();
}

/** What was set aside, in the order of the text; neighbours of one kind are one piece. */
export function setAsidePieces(parts: MailParts): SetAside[] {
  const pieces: SetAside[] = [];
  let blankLines = '';
  let previous: SetAsideKind | undefined;
  parts.lines.forEach((line, index) => {
    const kind = parts.kinds[index];
    const piece = pieces.at(-1);
    if (kind === undefined && isBlank(line)) blankLines += '\n';
    else {
      if (kind !== undefined && kind === previous && piece) piece.text += `${blankLines}\n${line}`;
      else if (kind !== undefined) pieces.push({ kind, text: line });
      previous = kind;
      blankLines = '';
    }
  });
  return pieces;
}
