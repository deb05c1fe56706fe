import { dateFormat } from './locale.ts';
import { isLongAgo, timeAgo, useMinute } from './time-ago.ts';

const moment = dateFormat({ dateStyle: 'medium', timeStyle: 'short' });
const second = dateFormat({ dateStyle: 'medium', timeStyle: 'medium' });

const utc = (iso: string) => `${iso.slice(0, 19).replace('T', ' ')} UTC`;

/** In the reader's own zone and way of writing; UTC in the title. */
export function Time({ at, hasSeconds = false }: { at: string; hasSeconds?: boolean }) {
  return (
    <time dateTime={at} title={utc(at)}>
      {(hasSeconds ? second : moment).format(new Date(at))}
    </time>
  );
}

/** `3 hr ago`; beyond a week the moment itself, or only its day. */
export function TimeAgo({ at, isShort = false }: { at: string; isShort?: boolean }) {
  useMinute();
  const [time, now] = [new Date(at), new Date()];
  if (isLongAgo(time, now) && !isShort) return <Time at={at} />;
  return (
    <time dateTime={at} title={`${moment.format(time)} · ${utc(at)}`}>
      {timeAgo(time, now)}
    </time>
  );
}
