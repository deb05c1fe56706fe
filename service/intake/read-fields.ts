import { type Channel, channelSchema } from '../contracts/ticket.ts';
import { makeStorable, makeWellFormed } from './make-well-formed.ts';

/** What a field turned out to be; `understood` is false when the original should be kept aside as well. */
export interface FieldReading<T> {
  value: T;
  understood: boolean;
}

const isMissing = (value: unknown): boolean => value === undefined || value === null;

const squeeze = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');
const channelsByName = new Map<string, Channel>(channelSchema.options.map((channel) => [squeeze(channel), channel]));

/** `E-Mail`, `web form` and `inApp` are read as the channel that they mean; other names are not guessed. */
export function readChannel(value: unknown): FieldReading<Channel> {
  const channel = typeof value === 'string' ? channelsByName.get(squeeze(value)) : undefined;
  return { value: channel ?? 'other', understood: channel !== undefined || isMissing(value) };
}

/** An integer from 1, `"2"` too. Anything else counts as the first revision. */
export function readRevision(value: unknown): FieldReading<number> {
  const isDigits = typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value);
  const revision = isDigits ? Number(value) : value;
  if (typeof revision === 'number' && Number.isSafeInteger(revision) && revision >= 1) {
    return { value: revision, understood: true };
  }
  return { value: 1, understood: isMissing(value) };
}

/** A short name such as a tier or a language tag; numbers are written out. */
export function readName(value: unknown): FieldReading<string | undefined> {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && text.trim() !== '') return { value: makeStorable(text.trim()), understood: true };
  return { value: undefined, understood: isMissing(value) || text === '' };
}

/** Names of attachments from strings or from objects with `name` or `filename`; contents are never kept. */
export function readAttachments(value: unknown): FieldReading<string[]> {
  if (!Array.isArray(value)) return { value: [], understood: isMissing(value) };
  const names = value.map((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return entry;
    const { name, filename } = entry as { name?: unknown; filename?: unknown };
    return typeof name === 'string' && name !== '' ? name : filename;
  });
  const isName = (name: unknown): name is string => typeof name === 'string' && name !== '';
  return { value: names.filter(isName).map(makeStorable), understood: true };
}

/**
 * Text of a subject or a body; null and missing are empty, a number is written as it came.
 *
 * @returns undefined when the value is an array or an object: guessing which part is the text could lose the request
 */
export function readText(value: unknown, raw: string | undefined): string | undefined {
  if (isMissing(value)) return '';
  if (typeof value === 'object') return undefined;
  return makeWellFormed(raw ?? String(value));
}
