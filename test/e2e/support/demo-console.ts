import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../../service/project-root.ts';

export interface DemoConsole {
  url: string;
  close(): Promise<void>;
}

/** `npm run demo -- --tickets N` as a newcomer runs it: Kafka, model, store and console, all of them real. */
export async function startDemoConsole(tickets: number): Promise<DemoConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-demo-'));
  const child = spawn(process.execPath, [join(projectRoot, 'dist/cli.js'), 'demo', '--tickets', String(tickets)], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: folder, HTTP_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const left = once(child, 'exit');
  const close = async () => {
    child.kill('SIGTERM');
    await left;
    await rm(folder, { recursive: true, force: true });
  };
  let output = '';
  const serving = new Promise<string>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      const [, url] = /Still serving\. Console: (http:\S+)\//.exec(output) ?? [];
      if (url) resolve(url);
    });
  });
  const url = await Promise.race([serving, left.then(() => null)]);
  if (url !== null) return { url, close };
  await rm(folder, { recursive: true, force: true });
  throw new Error(`the demo left: ${output.slice(-2000)}`);
}
