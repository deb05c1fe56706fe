#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Config, parseRoles, readConfig, roles } from './config.ts';
import { accessRoles } from './contracts/api-access.ts';
import { reviewReasons } from './contracts/routing-event.ts';
import { describeError, type ErrorCode, SignalboxError } from './errors.ts';
import { projectRoot } from './project-root.ts';

interface SharedOptions {
  taxonomy?: string;
  model?: string;
  policy?: string;
}

/** Command-line options win over the environment. */
function configOf({ taxonomy, model, policy }: SharedOptions): Config {
  const options = { SIGNALBOX_TAXONOMY: taxonomy, SIGNALBOX_MODEL: model, SIGNALBOX_POLICY: policy };
  const config = readConfig(undefined, options);
  for (const caution of config.cautions) process.stderr.write(`warning: ${caution}\n`);
  return config;
}

/** What these say is that something given is wrong; everything else is that it failed. */
const ofInput: readonly ErrorCode[] = [
  'INPUT_INVALID',
  'CONFIG_INVALID',
  'TAXONOMY_INVALID',
  'POLICY_INVALID',
  'MODEL_MISSING',
  'MODEL_INVALID',
  'MODEL_LABELS_MISMATCH',
];
const exitCodes = `
Exit codes:
  0  done
  1  it failed: a broker that does not answer, a store that is in use, a check of doctor, compare --gate
  2  what was given is wrong: an option, a file, a variable; also a file for classify without a single ticket

The service itself is no command: npm start (npm start -- --help)`;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('must be a whole number from 1 up');
  return value;
}

function shareOf1(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 1))
    throw new InvalidArgumentError('must be a share from 0 to less than 1, such as 0.01 for one point of accuracy');
  return value;
}

const ofDemo = `
With KAFKA_BROKERS set it writes into that cluster, with all roles and in its groups: sample tickets, decisions, verdicts of a
simulated helpdesk, topics that are missing. With DATABASE_URL it keeps them in that store, with CLASSIFIER=remote or FRONTIER_*
it asks these models, at their price. It says at its start, by name, which of these it does, and does not ask.`;

// What a command needs is loaded when it is asked for: all of it together takes a second, for a help text as well.
const program = new Command('signalbox')
  .description('Support tickets in from Kafka, strictly typed routing events out.')
  .version(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version)
  // Subcommands inherit both: `signalbox evaluate` without a file should say where the options are listed.
  .showHelpAfterError('(--help after the command lists its arguments and options)')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .addHelpText('after', exitCodes);

const sharedOptions = {
  taxonomy: ['--taxonomy <file>', 'another taxonomy.yaml (default: SIGNALBOX_TAXONOMY, else taxonomy/taxonomy.yaml)'],
  model: ['--model <folder>', 'another released model (default: SIGNALBOX_MODEL, else model/)'],
  policy: ['--policy <file>', 'another policy.yaml (default: SIGNALBOX_POLICY, else policy.yaml beside the taxonomy)'],
} as const;

/** @param used which of the shared options its help lists: every command takes all of them, so that scripts may always give them */
function command(
  nameAndArguments: string,
  description: string,
  used: readonly (keyof SharedOptions)[] = ['taxonomy', 'model', 'policy'],
): Command {
  const made = program.command(nameAndArguments).description(description);
  for (const [name, [flags, text]] of Object.entries(sharedOptions))
    made.addOption(new Option(flags, text).hideHelp(!used.includes(name as keyof SharedOptions)));
  return made;
}

command('demo', 'starts Kafka and the service, publishes sample tickets and shows each decision')
  .option('--tickets <n>', 'how many tickets to publish', wholeNumber, 200)
  .option('--exit', 'stop when every ticket has its outcome')
  .option('--json', 'a JSON summary as the last line')
  .addHelpText('after', ofDemo)
  .action(async (options) => {
    // Not by running dry: what a demo that was broken off still watches would keep the process.
    process.exit(await (await import('./commands/demo.ts')).demo(configOf(options), options));
  });

command('classify [file]', 'JSONL tickets in (a file, or - for standard input), JSONL outcomes out; no Kafka').action(
  async (file, options) => (await import('./commands/classify.ts')).classify(configOf(options), file ?? '-'),
);

command('evaluate', 'labelled tickets through the very path of the service: accuracy, calibration, coverage')
  .requiredOption('--tickets <file>', 'labelled JSONL')
  .option('--json <file>', 'write every metric there (- for standard output)')
  .option('--predictions <file>', 'write a line for each ticket there')
  .option('--html <file>', 'write a page for people there: errors, categories, calibration, to read, print and send')
  .option('--frontier', 'also what the frontier model makes of the tickets that the model is unsure of')
  .option('--export-prompts <file>', 'with --frontier: write their prompts there, masked, to be answered elsewhere')
  .option('--answers <file>', 'with --frontier: score these answers, JSONL with "id" and the raw text as "answer"')
  .option('--answers-model <name>', 'with --answers: the model that gave them, as FRONTIER_MODEL is to name it')
  .option(
    '--record <file>',
    'with --frontier: write there how often each model was right where they differ, for the policy',
  )
  .action(async (options) => (await import('./commands/evaluate.ts')).evaluate(configOf(options), options));

command('data-check', 'labelled tickets: are they fit to train and to measure with? No Kafka, no Python')
  .requiredOption('--tickets <path...>', 'JSONL files, or a folder with train, validation, calibration and test.jsonl')
  .option('--json <file>', 'write every count and finding there (- for standard output, and nothing else there)')
  .option('--suspects <file>', 'write there the labels that the model doubts, a line each, the surest first')
  .action(async (options) => (await import('./commands/data-check.ts')).dataCheck(configOf(options), options));

command(
  'compare',
  'whether a candidate is at least as good as the model in use, category by category, before its release',
)
  .requiredOption(
    '--tickets <file>',
    'labelled JSONL, the test split: what either model was trained on is left out, what it was calibrated on is not and flatters it',
  )
  .requiredOption('--candidate <folder>', 'the model that may be released; --model is the one in use')
  .option('--json <file>', 'write every number there (- for standard output)')
  .option(
    '--moved <file>',
    'write a line there for each ticket whose category or outcome changes (- for standard output)',
  )
  .option(
    '--gate',
    'end with 1 unless it is better or no worse overall, no category is shown to be worse and no more to be routed wrongly (docs/operations.md: all that it objects to)',
  )
  .option('--margin <share>', 'loss in accuracy that would be put up with', shareOf1, 0.01)
  .action(async (options) => {
    await (await import('./commands/compare.ts')).compare(configOf(options), options, undefined, (exitCode) => {
      process.exitCode = exitCode;
    });
  });

command('clean [file]', 'JSONL tickets in, with subject and body as the model reads them out', []).action(
  async (file) => (await import('./commands/clean.ts')).clean(file ?? '-'),
);

command('topics', 'shows the Kafka topics in use', [])
  .option('--create', 'create the missing ones')
  .action(async (options) => (await import('./commands/topics.ts')).topics(configOf(options), options));

command(
  'replay',
  'tickets that went to review for a reason that has passed are published again, to be decided anew',
  [],
)
  .requiredOption('--reason <reason...>', `one or more of ${reviewReasons.join(', ')}`)
  .option('--since <time>', 'only decisions from then on, ISO 8601')
  .option('--dry-run', 'only count them')
  .action(async (options) => (await import('./commands/replay.ts')).replay(configOf(options), options));

command('erase', "deletes all that the analysts' store keeps of a customer's tickets, for good", [])
  .option('--customer <name>', 'address or number of the customer, as the helpdesk sends it')
  .option('--ticket <id...>', 'ids of single tickets')
  .action(async (options) => (await import('./commands/erase.ts')).erase(configOf(options), options));

command(
  'retention',
  'deletes from the store what is older than RETENTION_TEXT_DAYS and RETENTION_DECISION_DAYS, now',
  [],
).action(async (options) => (await import('./commands/retention.ts')).retention(configOf(options)));

command(
  'rebuild',
  'takes out of the store what the topics hold, so that the reviewer reads it again; what people said stays',
  [],
).action(async (options) => (await import('./commands/rebuild.ts')).rebuild(configOf(options)));

command('schemas', 'writes JSON Schema and AsyncAPI of every contract', ['taxonomy'])
  .option('--out <folder>', 'where to (default: service/contracts/generated)')
  .action(async (options) => {
    const paths = await (await import('./commands/schemas.ts')).writeSchemas(
      await (await import('./load-taxonomy.ts')).loadTaxonomy(configOf(options).taxonomyPath),
      options.out,
    );
    process.stdout.write(`${paths.join('\n')}\n`);
  });

command(
  'api-key',
  'makes an API key: the key on standard error, once; its line of AUTH_API_KEYS_FILE on standard output',
  [],
)
  .argument('<name>', 'whose key it is; the console shows it beside what they change')
  .argument('<role>', `${accessRoles.join(', ')}: each may do what those before it may, and more`)
  .action(async (name, role) => (await import('./commands/api-key.ts')).apiKey(name, role));

command('doctor', 'checks broker, topics, model, taxonomy, frontier and store')
  .option('--roles <list>', 'check only what these need, as npm start has them', roles.join(','))
  .action(async (options) => {
    process.exitCode = await (await import('./commands/doctor.ts')).doctor(
      configOf(options),
      parseRoles(options.roles),
    );
  });

program
  .command('start [options...]', { hidden: true })
  .helpOption(false)
  .allowUnknownOption()
  .action(() => {
    throw new SignalboxError('INPUT_INVALID', 'the service is not started by this command', {
      remedy: 'npm start, or npm start -- --roles router; npm start -- --help says more',
    });
  });

/** They print without end, or much; the others go on without a reader, for their work or their exit code is what was wanted. */
const endWithTheirReader = ['demo', 'classify', 'clean'];
let running = '';
program.hook('preAction', (_program, command) => {
  running = command.name();
});

// A reader that has seen enough (`| head`) closes the pipe; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  if (endWithTheirReader.includes(running)) process.exit(process.exitCode ?? 0);
});

program.parseAsync().catch((error) => {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(error instanceof SignalboxError && ofInput.includes(error.code) ? 2 : 1);
});
