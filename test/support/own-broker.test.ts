import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { isAlive } from '../../service/kafka/local-broker/process-identity.ts';
import { projectRoot } from '../../service/project-root.ts';

/** A script in a process of its own, as benches are: only there an interruption is one. */
function run(script: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async () => (await lines.next()).value as string | undefined };
}

test('what a run has started is taken down when it is interrupted, the latest first, though one of it fails', async () => {
  const { child, line } = run(`
    import { undoneAtEnd } from './test/support/undone-at-end.ts';
    undoneAtEnd(async () => console.log('first'));
    undoneAtEnd(async () => { throw new Error('this one cannot be taken down, says the test') });
    undoneAtEnd(async () => { console.log('third'); undoneAtEnd(async () => console.log('started meanwhile')); });
    await undoneAtEnd(async () => console.log('taken down before'))();
    setInterval(() => {}, 1000);
    console.log('at work');
  `);
  const left = once(child, 'exit');
  expect([await line(), await line()]).toEqual(['taken down before', 'at work']);
  child.kill('SIGINT');
  expect([await line(), await line(), await line(), await line()]).toEqual([
    'third',
    'started meanwhile',
    'first',
    undefined,
  ]);
  expect(await left).toEqual([null, 'SIGINT']);
});

test('a bench that is interrupted leaves neither its broker nor its folder behind', async () => {
  const { child, line } = run(`
    import { startOwnBroker } from './test/support/own-broker.ts';
    const broker = await startOwnBroker('test-of-benches');
    console.log(broker.dataDir);
    setInterval(() => {}, 1000);
  `);
  const left = once(child, 'exit');
  const dataDir = (await line()) as string;
  const { pid } = JSON.parse(await readFile(join(dataDir, 'kafka/broker.json'), 'utf8'));
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGINT');
  await left;
  expect(existsSync(dataDir)).toBe(false);
  expect(isAlive(pid)).toBe(false);
});
