#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { type Role, readConfig, roles } from './config.ts';
import { describeError, SignalboxError } from './errors.ts';
import { startService } from './start-service.ts';
import { createLog } from './telemetry/log.ts';

/** Seconds until a stop that hangs is cut short. */
const stopLimitSeconds = 10;

function chosenRoles(): Role[] {
  const { values } = parseArgs({ options: { roles: { type: 'string', default: roles.join(',') } } });
  const chosen = values.roles.split(',').map((role) => role.trim());
  const unknown = chosen.filter((role) => !roles.includes(role as Role));
  if (unknown.length > 0) {
    throw new SignalboxError('CONFIG_INVALID', `--roles has ${unknown.map((r) => `"${r}"`).join(', ')}`, {
      remedy: `choose from ${roles.join(', ')}`,
    });
  }
  return chosen as Role[];
}

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  let stopping = false;
  const leave = async (exitCode: number, stop: () => Promise<void>) => {
    if (stopping) return;
    stopping = true;
    const limit = setTimeout(() => {
      log.error('the stop took too long; what was not committed will be read again');
      process.exit(1);
    }, stopLimitSeconds * 1000);
    limit.unref();
    await stop().catch((error) => log.error({ err: error }, 'the stop was not clean'));
    process.exit(exitCode);
  };

  let failure: Error | undefined;
  let stopService = async () => {};
  const service = await startService(config, chosenRoles(), log, (error) => {
    log.fatal({ err: error }, 'cannot go on');
    failure = error;
    void leave(1, stopService);
  });
  stopService = service.stop;
  if (failure) return leave(1, service.stop);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'stopping');
      void leave(0, service.stop);
    });
  }
}

main().catch((error) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
});
