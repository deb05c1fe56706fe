import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../service/project-root.ts';
import { until } from './until.ts';

export interface ServiceProcess {
  child: ChildProcess;
  /** Standard output and error so far. */
  output: () => string;
  ready: () => Promise<void>;
  /** Waits until it has left by itself and all that it said is here. @returns its exit code */
  left: () => Promise<number | null>;
  /** Throws, with what it said, when the process has left. */
  assertAlive: () => void;
  /** Ends it and waits like `left`. */
  stop: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** What decides tickets. Each process with the other roles makes a store of its own, which takes seconds. */
const decidingRoles = ['--roles', 'router,escalator'];

/** The built service as its own process, configured by the environment only, as in production. */
export function startServiceProcess(environment: Record<string, string>, args = decidingRoles): ServiceProcess {
  const child = spawn(process.execPath, [join(projectRoot, 'dist/main.js'), ...args], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      SIGNALBOX_MODEL: process.env.SIGNALBOX_MODEL,
      HTTP_PORT: '0',
      HTTP_RATE_LIMIT_PER_MINUTE: '1000000',
      STOP_SECONDS: '240', // only a hang takes so long
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const left = async () => {
    await closed;
    return child.exitCode;
  };
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const assertAlive = () => {
    const end = child.exitCode ?? child.signalCode;
    if (end !== null) throw new Error(`the service left with ${end}: ${output}`);
  };
  return {
    child,
    output: () => output,
    assertAlive,
    ready: async () => {
      await until('the service is ready', () => {
        assertAlive();
        return output.includes('"msg":"ready"');
      });
    },
    left,
    stop: (signal) => {
      child.kill(signal);
      return left();
    },
  };
}
