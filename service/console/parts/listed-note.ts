import { count } from './format.ts';

/** What a list of the latest ones is a part of: `The latest 50 of 312 are listed.` Null where it holds all. */
export function listedNote(listed: number, of: number, what = ''): string | null {
  return listed < of ? `The latest ${count(listed)} of ${count(of)}${what && ` ${what}`} are listed.` : null;
}
