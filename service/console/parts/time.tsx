import { dateFormat } from './locale.ts';

const moment = dateFormat({ dateStyle: 'medium', timeStyle: 'short' });
const second = dateFormat({ dateStyle: 'medium', timeStyle: 'medium' });
const day = dateFormat({ day: 'numeric', month: 'short', timeZone: 'UTC' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

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
export function TimeAgo({ at, isShort = false, now = new Date() }: { at: string; isShort?: boolean; now?: Date }) {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1000;
  const age = Math.abs(seconds);
  if (age > 7 * 86_400 && !isShort) return <Time at={at} />;
  const text =
    age > 7 * 86_400
      ? day.format(new Date(at))
      : age < 60
        ? relative.format(0, 'second')
        : age < 3600
          ? relative.format(Math.round(seconds / 60), 'minute')
          : age < 86_400
            ? relative.format(Math.round(seconds / 3600), 'hour')
            : relative.format(Math.round(seconds / 86_400), 'day');
  return (
    <time dateTime={at} title={`${moment.format(new Date(at))} · ${utc(at)}`}>
      {text}
    </time>
  );
}
