import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SignalboxError } from '../../errors.ts';

/**
 * Keeps a second process out of PGlite's folder, which would ruin it. Held by a listening socket: the operating system lets
 * go of it when the process dies, however it dies, so nothing has to be cleaned up by a person.
 * @returns the function that gives it back
 * @throws SignalboxError STORE_UNREACHABLE when somebody holds it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = socketPath(resolve(folder));
  for (let attempt = 0; attempt < 3; attempt++) {
    const server = createServer((visitor) => visitor.destroy()).unref();
    server.listen(path);
    const refused = await once(server, 'listening').then(() => null, codeOf);
    if (refused === null) {
      return async () => {
        server.close();
        await once(server, 'close');
      };
    }
    if (refused !== 'EADDRINUSE')
      throw new SignalboxError('STORE_UNREACHABLE', `cannot listen on ${path}: ${refused}`, { remedy });
    if (await answers(path)) break;
    await rm(path, { force: true }); // its owner is dead
  }
  throw new SignalboxError('STORE_UNREACHABLE', `another process has the store in ${folder} open`, { remedy });
}

const remedy = 'let one process have the roles reviewer and api, or set DATABASE_URL: PostgreSQL serves many';

function socketPath(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  if (platform() === 'win32') return `\\\\.\\pipe\\signalbox-${name}`;
  const beside = `${folder}.lock`;
  // Longer socket paths are cut off by the operating system.
  return Buffer.byteLength(beside) < 100 ? beside : join(tmpdir(), `signalbox-${name}.lock`);
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  const isAlive = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isAlive;
}

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message;
