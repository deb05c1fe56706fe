import { rawNumberAt } from '../intake/scan-json.ts';
import { nearestName } from '../nearest-name.ts';

/** What keeps a line from being a labelled ticket. */
export interface WrongLine {
  reason: string;
  remedy: string;
}

const correct = 'correct the line';
const wrong = (reason: string, remedy = correct): WrongLine => ({ reason, remedy });

export const notJson = wrong('not a JSON object');

/** What the training writes again, so that it has to be whole. */
const textFields = ['id', 'channel', 'subject', 'body', 'label', 'situation', 'writer'];
const longestId = 200;

/**
 * A line as the training's `tickets.py` takes it: the same lines are right, so that what is evaluated can be trained on.
 * @param known the codes once more, to look one up
 */
export function readLabelledLine(
  text: string,
  codes: readonly string[],
  known: ReadonlySet<string>,
): { id: string; label: string | null; fields: Record<string, unknown> } | WrongLine {
  const fields = parseObject(text);
  if (!fields) return notJson;
  const halved = textFields.find((name) => typeof fields[name] === 'string' && !fields[name].isWellFormed());
  if (halved) return wrong(`"${halved}" holds half of a character (a lone surrogate)`, 'write the character whole');
  const id = idOf(text);
  if (id === undefined || id.trim() === '')
    return wrong('has no "id" (text or a whole number)', renamed(fields, 'ticketId', 'id'));
  if (id.length > longestId) return wrong(`its "id" has ${id.length} characters; at most ${longestId} are possible`);
  for (const name of ['subject', 'body', 'writer'])
    if (!isTextOrNull(fields[name] ?? null)) return wrong(`its "${name}" is ${kindOf(fields[name])}, not text or null`);
  const { label } = fields;
  if (label === undefined)
    return wrong('has no "label" (null for out of taxonomy)', renamed(fields, 'category', 'label'));
  if (!isTextOrNull(label)) return wrong(`its "label" is ${kindOf(label)}, not text or null`);
  if (label !== null && !known.has(label)) return unknownLabel(label, codes);
  return { id, label, fields };
}

/** Tickets of the inbound topic and decisions of the API have other names for it. */
const renamed = (fields: Record<string, unknown>, other: string, name: string): string =>
  fields[other] === undefined ? correct : `labelled tickets call "${other}" "${name}": rename it on every line`;

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;

function unknownLabel(label: string, codes: readonly string[]): WrongLine {
  const plain = (code: string) => code.toLowerCase().replace(/[\s_-]+/g, '');
  const near = codes.find((code) => plain(code) === plain(label)) ?? nearestName(label, codes);
  const meant = near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`;
  return wrong(
    `label ${JSON.stringify(label)} is not in the taxonomy${meant}`,
    'correct the label, write null for out of taxonomy, or name the taxonomy that has it (--taxonomy)',
  );
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
