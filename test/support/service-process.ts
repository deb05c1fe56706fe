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
  /** Throws, with what it said, when the process has left. */
  assertAlive: () => void;
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
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const assertAlive = () => {
    const left = child.exitCode ?? child.signalCode;
    if (left !== null) throw new Error(`the service left with ${left}: ${output}`);
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
    stop: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const left = once(child, 'exit');
      child.kill(signal);
      const [code] = await left;
      return code as number | null;
    },
  };
}
