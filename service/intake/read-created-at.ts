import type { FieldReading } from './read-fields.ts';

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** Helpdesks did not exist before; `0001-01-01` and `1970-01-01` are how databases write "not set". */
const EARLIEST = Date.UTC(1980, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);
/** As seconds this is the year 5138, as milliseconds 1973: a count below it can only be seconds. */
const SECONDS_BELOW = 100_000_000_000;

function offsetMinutes(zone: string | undefined): number {
  // A time without an offset is read as UTC: the service's own time zone must not change what a ticket means.
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}

function fromIso(text: string): number {
  const match = ISO.exec(text);
  if (!match) return Number.NaN;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const local = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second, milliseconds);
  const back = new Date(local);
  // `Date` rolls 30 February over to March; a day that does not exist must not become another day.
  const exists = back.getUTCMonth() + 1 === month && back.getUTCDate() === day && back.getUTCMinutes() === minute;
  const offset = offsetMinutes(match[8]);
  if (!exists || Math.abs(offset) > 18 * 60 || (second ?? 0) > 59) return Number.NaN;
  return local - offset * 60_000;
}

const fromEpoch = (count: number): number => (Math.abs(count) < SECONDS_BELOW ? count * 1000 : count);

function toTime(value: unknown): number {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string') return Number.NaN;
  const text = value.trim();
  return /^\d{9,13}(?:\.\d{1,9})?$/.test(text) ? fromEpoch(Number(text)) : fromIso(text);
}

/**
 * Reads when a ticket was created: ISO 8601, or seconds or milliseconds since 1970 as a number or as digits.
 * The value is ISO 8601 in UTC, undefined when the field is absent or no possible time.
 */
export function readCreatedAt(value: unknown): FieldReading<string | undefined> {
  const time = toTime(value);
  const isPossible = time >= EARLIEST && time < LATEST;
  return {
    value: isPossible ? new Date(Math.trunc(time)).toISOString() : undefined,
    understood: isPossible || value === undefined || value === null,
  };
}
