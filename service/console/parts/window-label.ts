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
