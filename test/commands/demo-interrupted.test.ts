import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../../service/project-root.ts';
import { until } from '../support/until.ts';

test('when somebody presses Ctrl-C again and again, then the demo still takes down what it started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-demo-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [java, begun, over] = ['java', 'begun', 'over'].map((name) => join(folder, name)) as [string, string, string];
  // A Java that takes its time to say that it is none.
  await writeFile(java, `#!/bin/sh\n: > ${begun}\nwhile [ ! -e ${over} ]; do /bin/sleep 0.1; done\nexit 1\n`);
  await chmod(java, 0o755);
  const demo = spawn(process.execPath, [join(projectRoot, 'dist/cli.js'), 'demo'], {
    env: { PATH: folder, DATA_DIR: join(folder, 'data'), HTTP_PORT: '0', KAFKA_BROKERS: '' },
  });
  onTestFinished(() => void demo.kill('SIGKILL'));
  let said = '';
  demo.stdout.on('data', (data: Buffer) => (said += data.toString()));
  const left = once(demo, 'exit');
  await until('it is in the middle of its start', () => existsSync(begun));
  demo.kill('SIGINT');
  await until('it says that it stops', () => said.includes('Stopping'));
  demo.kill('SIGINT');
  await writeFile(over, '');
  expect(await left).toEqual([1, null]);
});
