import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import { SignalboxError } from '../../errors.ts';
import { kafkaClassPath } from './class-path.ts';
import { freePort } from './free-port.ts';
import { acquireLock } from './lock.ts';
import { identityOf, isAlive, isSameProcessAlive } from './process-identity.ts';
import { serverProperties } from './server-properties.ts';

export interface LocalBroker {
  /** `127.0.0.1:PORT` */
  address: string;
  /** Leaves the broker; the last one to leave stops it. */
  release(): Promise<void>;
}

interface BrokerState {
  pid: number;
  brokerPort: number;
  controllerPort: number;
}

const startTimeoutMs = 180_000; // a machine that is short of cores takes a minute
const stopTimeoutMs = 8_000;
// Serial collection and a small heap: one broker beside a model on a laptop.
const javaOptions = ['-Xms64m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=4', '-Dlog4j2.level=WARN'];

/**
 * One real Apache Kafka for all processes that share a data folder. It outlives a crash of them, and whoever starts next finds it;
 * data and, where possible, the port stay the same. Processes register by a file each; the last to leave stops the broker.
 * @throws SignalboxError BROKER_TOOLS_MISSING, BROKER_START_FAILED
 */
export async function useLocalBroker(dataDir: string, log: Logger): Promise<LocalBroker> {
  const folder = join(dataDir, 'kafka');
  const users = join(folder, 'users');
  await mkdir(users, { recursive: true });
  // Before the lock is taken: a slow first fetch must not make others give up.
  const classPath = await kafkaClassPath(() => log.info('fetching Apache Kafka by Maven (54 MB, once)'));
  const unlock = await acquireLock(join(folder, 'lock'), startTimeoutMs);
  const user = join(users, identityOf(process.pid));
  try {
    await writeFile(user, ''); // first: where the disk is full, no broker is started that nobody would stop
    const known = await readState(folder);
    const state = known && (await answers(known, folder)) ? known : await startBroker(folder, known, classPath);
    return { address: `127.0.0.1:${state.brokerPort}`, release: () => release(folder, users) };
  } catch (error) {
    await rm(user, { force: true });
    throw error;
  } finally {
    await unlock();
  }
}

async function release(folder: string, users: string): Promise<void> {
  const unlock = await acquireLock(join(folder, 'lock'), startTimeoutMs);
  try {
    await rm(join(users, identityOf(process.pid)), { force: true });
    for (const user of await readdir(users)) {
      if (isSameProcessAlive(user)) return;
      await rm(join(users, user), { force: true }); // it crashed
    }
    // Read anew: the broker may have died and been started again by another process meanwhile.
    const state = await readState(folder);
    if (state && (await isBroker(state.pid, folder))) await stopBroker(state);
  } finally {
    await unlock();
  }
}

async function startBroker(folder: string, previous: BrokerState | undefined, classPath: string): Promise<BrokerState> {
  if (previous && (await isBroker(previous.pid, folder))) await stopBroker(previous); // alive, but it does not answer
  const logFolder = join(folder, 'log');
  const brokerPort = await freePort(previous?.brokerPort);
  const controllerPort = await freePort(previous?.controllerPort);
  const configPath = join(folder, 'server.properties');
  await writeFile(configPath, serverProperties({ logFolder, brokerPort, controllerPort }));
  if (!existsSync(join(logFolder, 'meta.properties'))) await format(classPath, configPath);

  const output = openSync(join(folder, 'broker.log'), 'a');
  const child = spawn('java', [...javaOptions, '-cp', classPath, 'kafka.Kafka', configPath], {
    detached: true, // a session of its own: neither Ctrl-C nor a crash of this process reaches it
    stdio: ['ignore', output, output],
    cwd: folder,
  });
  closeSync(output);
  let end: string | undefined;
  child.once('error', (error) => (end = String(error)));
  child.once('exit', (code, killedBy) => (end = `it left with ${killedBy ?? code}`));
  child.unref();
  const state = { pid: child.pid ?? 0, brokerPort, controllerPort };
  try {
    await writeFile(join(folder, 'broker.json'), JSON.stringify(state));
    const deadline = performance.now() + startTimeoutMs;
    while (!(await answers(state, folder))) {
      if (end === undefined && performance.now() > deadline) end = `no answer in ${startTimeoutMs / 1000} s`;
      if (end !== undefined) throw await startFailure(folder, end);
      await wait(50);
    }
    return state;
  } catch (error) {
    await stopBroker(state);
    throw error;
  }
}

async function startFailure(folder: string, end: string): Promise<SignalboxError> {
  const path = join(folder, 'broker.log');
  const said = (await readFile(path, 'utf8').catch(() => '')).trim().split('\n').slice(-3);
  return new SignalboxError(
    'BROKER_START_FAILED',
    `the local broker did not start: ${[end, ...said].join('\n  ').trim()}`,
    {
      remedy: `see ${path}, and whether the disk has room; a damaged ${folder} can be removed, with the messages in it, and then the store beside it as well, since offsets begin anew`,
    },
  );
}

/** Writes a cluster id into a new log folder. */
async function format(classPath: string, configPath: string): Promise<void> {
  const clusterId = randomBytes(16).toString('base64url');
  const formatter = ['-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.tools.StorageTool', 'format'];
  try {
    // With `=`: one id in sixty-four begins with a dash, which would be taken for an option.
    await promisify(execFile)('java', [...formatter, `--cluster-id=${clusterId}`, '-c', configPath]);
  } catch (cause) {
    throw new SignalboxError('BROKER_START_FAILED', `cannot prepare the local broker's folder: ${String(cause)}`, {
      cause,
      remedy: 'check that DATA_DIR can be written and has 100 MB of room',
    });
  }
}

async function stopBroker({ pid }: BrokerState): Promise<void> {
  if (!signal(pid, 'SIGTERM')) return;
  const deadline = performance.now() + stopTimeoutMs;
  while (isAlive(pid)) {
    if (performance.now() > deadline) signal(pid, 'SIGKILL');
    await wait(50);
  }
}

async function readState(folder: string): Promise<BrokerState | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'broker.json'), 'utf8')) as BrokerState;
  } catch {
    return undefined; // none was started here yet, or the file was cut off: the broker is started anew
  }
}

/** Whether the broker's own process listens: another program may have got its number or its port. */
async function answers({ pid, brokerPort }: BrokerState, folder: string): Promise<boolean> {
  if (!(await isBroker(pid, folder))) return false;
  return new Promise((resolve) => {
    const socket = connect(brokerPort, '127.0.0.1');
    const finish = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}

async function isBroker(pid: number, folder: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  // Linux has /proc, also where there is no `ps`; macOS has `ps`.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(async () => {
    const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'command=']).catch(() => ({
      stdout: '',
    }));
    return stdout;
  });
  return command.includes('kafka.Kafka') && command.includes(folder);
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  if (!(pid > 0)) return false; // 0 would be this process and its whole group
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
