#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { parseRoles, readConfig, roles } from './config.ts';
import { describeError, SignalboxError } from './errors.ts';
import { startService } from './start-service.ts';
import { createLog } from './telemetry/log.ts';

function readOptions() {
  try {
    return parseArgs({ options: { roles: { type: 'string', default: roles.join(',') } } });
  } catch (cause) {
    throw new SignalboxError('CONFIG_INVALID', (cause as Error).message, {
      cause,
      remedy: `the one option is --roles ${roles.join(',')} (all, or some of them); everything else is a variable: .env.example`,
    });
  }
}

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  let isLeaving = false;

  async function leave(exitCode: number): Promise<void> {
    if (isLeaving) return;
    isLeaving = true;
    setTimeout(() => {
      log.error('the stop took too long; what was not committed will be read again');
      process.exit(1);
    }, config.stopSeconds * 1000).unref();
    // A signal may come while the service still starts: what did start must be taken down as well.
    const service = await starting.catch(() => undefined);
    await service?.stop().catch((error) => log.error({ err: error }, 'the stop was not clean'));
    process.exit(service ? exitCode : 1);
  }

  const starting = startService(config, parseRoles(readOptions().values.roles), log, (error) => {
    log.fatal({ err: error }, 'cannot go on');
    void leave(1);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'stopping');
      void leave(0);
    });
  }
  await starting;
}

main().catch((error) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(1);
});
