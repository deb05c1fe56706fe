import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SignalboxError } from '../errors.ts';

/**
 * Before a run of minutes, so that what comes of it can be written.
 * @param files option → where its file is to be; undefined and `-` (standard output) are left alone
 * @throws SignalboxError INPUT_INVALID that names the option and what is wrong with its place
 */
export async function assertWritable(files: Record<string, string | undefined>): Promise<void> {
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
    await access(present ? path : folder, constants.W_OK).catch(() =>
      refuse(`${present ? 'the file' : `the folder ${folder}`} cannot be written`, 'name another file, or allow it'),
    );
  }
}
