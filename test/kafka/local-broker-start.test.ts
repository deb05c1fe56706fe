import { chmod, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useLocalBroker } from '../../service/kafka/local-broker/local-broker.ts';
import { createLog } from '../../service/telemetry/log.ts';

let folder: string;
const path = process.env.PATH;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-java-'));
});
afterEach(async () => {
  process.env.PATH = path;
  await rm(folder, { recursive: true, force: true });
});

/** A machine whose Java says that it is one, formats, and then does this when it is to be a broker. */
async function withJava(onFormat: string, asBroker: string): Promise<unknown> {
  const java = join(folder, 'java');
  await writeFile(
    java,
    `#!/bin/sh
case "$*" in
  -version) echo 'openjdk version "17.0.1"' >&2 ;;
  *StorageTool*) ${onFormat} ;;
  *) ${asBroker} ;;
esac
`,
  );
  await chmod(java, 0o755);
  process.env.PATH = folder;
  return useLocalBroker(folder, createLog('silent', 2));
}

const usersLeft = () => readdir(join(folder, 'kafka/users'));

test('when the broker is killed while it starts, then that is said at once, and nothing of it is left', async () => {
  await expect(withJava(':', 'echo no memory; kill -9 $$')).rejects.toMatchObject({
    code: 'BROKER_START_FAILED',
    message: expect.stringMatching(/SIGKILL\n.*no memory/),
  });
  expect(await usersLeft()).toEqual([]);
});

test('when there is no Java any more for the broker, then that is an error like any other', async () => {
  await expect(withJava(`/bin/rm ${folder}/java`, ':')).rejects.toMatchObject({
    code: 'BROKER_START_FAILED',
    message: expect.stringContaining('ENOENT'),
  });
});

test.skipIf(platform() !== 'linux')('when the broker was started, then its log is not kept open here', async () => {
  await expect(withJava(':', 'exit 3')).rejects.toThrow('it left with 3');
  const files = await readdir('/proc/self/fd');
  const open = await Promise.all(files.map((file) => readlink(`/proc/self/fd/${file}`).catch(() => '')));
  expect(open.filter((file) => file.startsWith(folder))).toEqual([]);
});
