import { dateFormat } from './locale.ts';

const dayMs = 86_400_000;

/**
 * How windows of a report are called, in UTC like the days of a period: by the day, and by the hour too unless all of them
 * begin at midnight. Named periods begin at the present hour, and so do their windows.
 */
export function windowLabel(windows: readonly { start: string }[]): (start: string) => string {
  const areDays = windows.every(({ start }) => Date.parse(start) % dayMs === 0);
  const format = dateFormat({
    day: 'numeric',
    month: 'short',
    ...(areDays ? {} : { hour: '2-digit', minute: '2-digit' }),
    timeZone: 'UTC',
  });
  return (start) => format.format(new Date(start));
}

const day = dateFormat({ dateStyle: 'medium', timeZone: 'UTC' });
const moment = dateFormat({ dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** A period in UTC where chosen days bound it: by its days, or to the minute where it is bound by them at one end. Null for any other. */
export function daysLabel({ from, to }: { from: string; to: string }): string | null {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const midnights = [start, end].filter((time) => time % dayMs === 0).length;
  if (midnights === 0) return null;
  const [first, last] = midnights === 2 ? [day.format(start), day.format(end - 1)] : [start, end].map(moment.format);
  return `${first === last ? first : `${first} to ${last}`} UTC`;
}
