import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SignalboxError } from '../../errors.ts';
import { projectRoot } from '../../project-root.ts';

const run = promisify(execFile);
const pom = join(projectRoot, 'service/kafka/local-broker/pom.xml');

const install =
  'install Java 17 or newer and Maven (Debian: apt-get install openjdk-17-jre-headless maven), or set KAFKA_BROKERS to a cluster of yours';

/**
 * Class path of Apache Kafka, fetched by Maven on the first call (54 MB) and kept beside the other packages.
 * @throws SignalboxError BROKER_TOOLS_MISSING, BROKER_START_FAILED
 */
export async function kafkaClassPath(onFetch: () => void = () => undefined): Promise<string> {
  await assertJava();
  const digest = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12);
  const folder = join(projectRoot, 'node_modules/.cache/signalbox', `kafka-${digest}`);
  if (!existsSync(folder)) {
    onFetch();
    await fetchJars(folder);
  }
  return join(folder, '*');
}

async function assertJava(): Promise<void> {
  let version: string;
  try {
    const { stdout, stderr } = await run('java', ['-version']);
    version = `${stdout}${stderr}`;
  } catch (cause) {
    throw new SignalboxError(
      'BROKER_TOOLS_MISSING',
      'the local broker needs Java, and there is no `java` on the PATH',
      { cause, remedy: install },
    );
  }
  const major = Number(/version "(\d+)/.exec(version)?.[1] ?? 0);
  if (major < 17) {
    throw new SignalboxError(
      'BROKER_TOOLS_MISSING',
      `the local broker needs Java 17 or newer; \`java\` is ${version.split('\n')[0]}`,
      { remedy: install },
    );
  }
}

// Into a folder of its own and then renamed: whoever is interrupted leaves nothing half-fetched behind.
async function fetchJars(folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await run(
      'mvn',
      [
        '-q',
        '-B',
        '-f',
        pom,
        'dependency:copy-dependencies',
        '-DincludeScope=runtime',
        `-DoutputDirectory=${unfinished}`,
      ],
      {
        maxBuffer: 16 * 1024 * 1024,
      },
    );
    await rename(unfinished, folder).catch((error) => {
      if (!existsSync(folder)) throw error; // otherwise another process was first
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new SignalboxError(
        'BROKER_TOOLS_MISSING',
        'the local broker is fetched by Maven, and there is no `mvn` on the PATH',
        { cause, remedy: install },
      );
    }
    const said =
      (cause as { stdout?: string }).stdout?.split('\n').find((line) => line.includes('[ERROR]')) ?? String(cause);
    throw new SignalboxError('BROKER_START_FAILED', `Maven could not fetch Apache Kafka: ${said}`, {
      cause,
      remedy: 'check that Maven reaches its repository (a mirror is set in ~/.m2/settings.xml), or set KAFKA_BROKERS',
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
