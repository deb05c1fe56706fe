const start = 'signalbox.outbox.';
const id = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A name in which nothing ends a part of a key: `ana` must not be taken for the beginning of `ana.smith`. */
const encoded = (user: string): string => encodeURIComponent(user.toWellFormed()).replaceAll('.', '%2E');

/** One entry of the browser's store for each verdict: two tabs never overwrite each other's. */
export const keyOf = (user: string, correctionId: string): string => `${start}${encoded(user)}.${correctionId}`;

/**
 * The keys of a user's verdicts, those of earlier releases too, which had the name as it is. One that has a `%` may be
 * somebody else's, encoded: what it kept under its plain name is left where it is.
 */
export function keysOf(user: string, keys: readonly string[]): string[] {
  const names = user.includes('%') ? [encoded(user)] : [encoded(user), user];
  const prefixes = [...new Set(names)].map((name) => `${start}${name}.`);
  return keys.filter((key) => prefixes.some((prefix) => key.startsWith(prefix) && id.test(key.slice(prefix.length))));
}
