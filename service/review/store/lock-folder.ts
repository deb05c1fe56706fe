import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, Server } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SignalboxError } from '../../errors.ts';

/** The folder is open in a process that lives. */
export class StoreInUseError extends SignalboxError {
  constructor(folder: string) {
    super('STORE_UNREACHABLE', `another process has the store in ${folder} open`, {
      remedy:
        'give a service beside the first a DATA_DIR (and HTTP_PORT) of its own; for one service in several processes let one have the roles reviewer and api, or set DATABASE_URL: PostgreSQL serves many',
    });
  }
}

/**
 * Keeps a second process out of PGlite's folder, which would ruin it. Held by a listening socket: the operating system lets
 * go of it when the process dies, however it dies, so nothing has to be cleaned up by a person. Linux has sockets without a
 * file as well: one of these is held first, for of several that find a dead file at once one could remove another's new one.
 * The file keeps out other containers.
 * @returns the function that gives it back
 * @throws StoreInUseError; SignalboxError STORE_UNREACHABLE when no lock can be made there
 */
export async function lockFolder(given: string): Promise<() => Promise<void>> {
  const folder = resolve(given);
  const first = platform() === 'linux' ? await listen(`\0signalbox-${nameOf(folder)}`) : null;
  if (first === 'EADDRINUSE') throw new StoreInUseError(given);
  const path = socketPath(folder);
  const release = async (server: Server | string | null) => {
    if (!(server instanceof Server)) return;
    server.close();
    await once(server, 'close');
  };
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      const server = await listen(path);
      if (server instanceof Server) {
        return async () => {
          await release(server);
          await release(first);
        };
      }
      if (server !== 'EADDRINUSE') throw unlockable(given, path, server);
      const owner = await knock(path);
      if (owner === 'alive') break;
      if (owner !== 'dead') throw unlockable(given, path, owner);
      await rm(path, { force: true }).catch((error) => {
        throw unlockable(given, path, codeOf(error));
      });
    }
    throw new StoreInUseError(given);
  } catch (error) {
    await release(first);
    throw error;
  }
}

function unlockable(folder: string, path: string, code: string): SignalboxError {
  return new SignalboxError('STORE_UNREACHABLE', `the store in ${folder} cannot be locked by ${path}: ${code}`, {
    remedy: `see that DATA_DIR is on a disk with room and sockets (not every network drive has them) and may be written to; if ${path} is there and no process has the store open, delete it`,
  });
}

/** @returns the code of the error when it cannot */
async function listen(path: string): Promise<Server | string> {
  const server = createServer((visitor) => visitor.destroy()).unref();
  server.listen(path);
  return once(server, 'listening').then(() => server, codeOf);
}

const nameOf = (folder: string): string => createHash('sha256').update(folder).digest('hex').slice(0, 32);

function socketPath(folder: string): string {
  if (platform() === 'win32') return `\\\\.\\pipe\\signalbox-${nameOf(folder)}`;
  const beside = `${folder}.lock`;
  // Longer socket paths are cut off by the operating system.
  return Buffer.byteLength(beside) < 100 ? beside : join(tmpdir(), `signalbox-${nameOf(folder)}.lock`);
}

const codesOfTheDead = ['ECONNREFUSED', 'ENOENT'];
const codesOfStrangers = ['EACCES', 'EPERM'];

/** @returns the code of the error where it cannot be told: somebody else's socket may not be asked */
async function knock(path: string): Promise<'alive' | 'dead' | string> {
  const socket = connect(path);
  const code = await once(socket, 'connect').then(() => null, codeOf);
  socket.destroy();
  if (code === null) return 'alive';
  if (codesOfTheDead.includes(code)) return 'dead';
  return codesOfStrangers.includes(code) ? code : 'alive'; // such as EAGAIN: too many knock at once
}

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message;
