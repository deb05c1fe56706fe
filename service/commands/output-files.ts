import { access, constants, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SignalboxError } from '../errors.ts';

/**
 * Before a run of minutes, so that what comes of it can be written.
 * @param files option → where its file is to be; undefined and `-` (standard output) are left alone
 * @param read option → files and folders that are read: nothing is written over them
 * @throws SignalboxError INPUT_INVALID that names the option and what is wrong with its place
 */
export async function assertWritable(
  files: Record<string, string | undefined>,
  read: Record<string, string | readonly string[] | undefined> = {},
): Promise<void> {
  const spoken = Object.entries(files).flatMap(([option, path]) => (path === '-' ? [option] : []));
  if (spoken.length > 1)
    throw new SignalboxError('INPUT_INVALID', `${spoken.join(' and ')} cannot all go to standard output`, {
      remedy: 'name a file for all but one of them; nothing was done yet',
    });
  const taken = new Map<string, string>();
  for (const [option, paths] of Object.entries(read))
    for (const path of [paths ?? []].flat()) if (path !== '-') taken.set(await placeOf(path), option);
  for (const [option, path] of Object.entries(files)) {
    if (path === undefined || path === '-') continue;
    const refuse = (reason: string, remedy: string) => {
      throw new SignalboxError('INPUT_INVALID', `${option} ${path}: ${reason}`, {
        remedy: `${remedy}; nothing was done yet`,
      });
    };
    const folder = dirname(resolve(path));
    const there = await stat(folder).catch(() => undefined);
    if (!there) refuse(`the folder ${folder} does not exist`, 'make it, or name another file');
    if (there && !there.isDirectory()) refuse(`${folder} is a file, not a folder`, 'name another file');
    const present = await stat(path).catch(() => undefined);
    if (present?.isDirectory()) refuse('is a folder', 'name a file in it');
    const place = await placeOf(path);
    const other = taken.get(place);
    if (other) refuse(`is the file of ${other} too`, 'name another file');
    const within = present && taken.get(dirname(place));
    if (within) refuse(`lies in the folder of ${within}`, 'name a file that is not there yet, or another folder');
    taken.set(place, option);
    await access(present ? path : folder, constants.W_OK).catch(() =>
      refuse(`${present ? 'the file' : `the folder ${folder}`} cannot be written`, 'name another file, or allow it'),
    );
  }
}

/** One JSON value: a line on standard output (`-`), indented in a file; undefined: nowhere. */
export async function writeJson(path: string | undefined, value: object): Promise<void> {
  if (path === '-') process.stdout.write(`${JSON.stringify(value)}\n`);
  else if (path !== undefined) await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** JSON Lines, on standard output (`-`) or in a file; undefined: nowhere. */
export async function writeJsonLines(path: string | undefined, values: readonly object[]): Promise<void> {
  const lines = values.map((value) => `${JSON.stringify(value)}\n`).join('');
  if (path === '-') process.stdout.write(lines);
  else if (path !== undefined) await writeFile(path, lines);
}

/** One path for a file, by whatever way it is named, whether it is there or not. */
async function placeOf(path: string): Promise<string> {
  const whole = resolve(path);
  const folder = await realpath(dirname(whole)).catch(() => dirname(whole));
  return realpath(whole).catch(() => join(folder, basename(whole)));
}
