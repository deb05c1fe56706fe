#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { parseRoles, readConfig, roles } from './config.ts';
import { describeError, SignalboxError } from './errors.ts';
import { createLog } from './telemetry/log.ts';

const help = `Usage: npm start -- [--roles LIST]

The service, until it is stopped: tickets in from Kafka, routing events out, and the analysts' console.

  --roles LIST  which of ${roles.join(', ')} this process has, separated by commas (default: all)
  --help        this text

Everything else is a variable of the environment; .env.example explains each. Without KAFKA_BROKERS a local broker is started.
Checks, evaluation, replay and more: npx signalbox --help
`;

function readOptions() {
  try {
    return parseArgs({
      options: { roles: { type: 'string', default: roles.join(',') }, help: { type: 'boolean', short: 'h' } },
    }).values;
  } catch (cause) {
    throw new SignalboxError('CONFIG_INVALID', (cause as Error).message, {
      cause,
      remedy: `the one option is --roles ${roles.join(',')} (all, or some of them); everything else is a variable: .env.example`,
    });
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const config = readConfig();
  const log = createLog(config.logLevel);
  for (const caution of config.cautions) log.warn(caution);
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

  const ownRoles = parseRoles(options.roles);
  // Loaded only now: help, and what is wrong with options and variables, need not wait for it.
  const starting = import('./start-service.ts').then(({ startService }) =>
    startService(config, ownRoles, log, (error) => {
      log.fatal({ err: error }, 'cannot go on');
      void leave(1);
    }),
  );
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
