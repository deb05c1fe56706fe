import type { Config } from '../config.ts';
import { SignalboxError } from '../errors.ts';
import { compareModels } from '../evaluate/compare-models.ts';
import type { EvaluatedTicket } from '../evaluate/metrics.ts';
import { type Specialist, startSpecialist } from '../start-specialist.ts';
import { assessLabelled, calibratedBy, evaluatedTicket, learntBy, predictionOf } from './assess-labelled.ts';
import {
  asCandidate,
  type ComparedModel,
  type ComparedModels,
  describeSameness,
  loadComparedModels,
  policyOverrides,
} from './compared-models.ts';
import { gateLines, type LeftOut, objectionsTo } from './comparison-gate.ts';
import { describeComparison } from './describe-comparison.ts';
import { type LabelledTicket, nameOf, readLabelledTickets } from './labelled-tickets.ts';
import { type MovedTicket, movedTicket } from './moved-tickets.ts';
import { assertWritable, writeJson, writeJsonLines } from './output-files.ts';
import { createProgress } from './progress.ts';

export interface CompareOptions {
  tickets: string;
  /** Folder of the model that may be released. */
  candidate: string;
  json?: string;
  moved?: string;
  gate?: boolean;
  /** Loss in accuracy that would be put up with, a share of 1. */
  margin?: number;
}

/** What one model made of the tickets. */
interface Run {
  evaluated: EvaluatedTicket[];
  predictions: ReturnType<typeof predictionOf>[];
}

/**
 * Whether a candidate is at least as good as the model in use, on the same labelled tickets by the very path of the service.
 * @param start of one model; they are started one after the other, so that memory holds one at a time
 * @param onDecided told the exit code before anything is written: whoever reads standard output may close it and end the process
 * @returns the exit code: 1 where the gate is asked for and not passed
 */
export async function compare(
  config: Config,
  options: CompareOptions,
  start: (config: Config) => Promise<Specialist> = startSpecialist,
  onDecided: (exitCode: number) => void = () => {},
): Promise<number> {
  const { json, moved, gate = false, margin = 0.01 } = options;
  await assertWritable(
    { '--json': json, '--moved': moved },
    { '--tickets': options.tickets, '--candidate': options.candidate },
  );
  const models = await loadComparedModels(config, options.candidate);
  const { taxonomy } = models.current.rules;
  const given = await readLabelledTickets(options.tickets, taxonomy.codes);
  const { tickets, leftOut } = await withoutLearnt(given, models, options.tickets);
  const warnings = [...warningsOf(models, leftOut, tickets), ...(await calibratedOnWarnings(models, tickets))];
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);

  const current = await runModel(models.current, tickets, 'model in use', start);
  const candidate = await asCandidate(() => runModel(models.candidate, tickets, 'candidate', start));
  const overrides = policyOverrides(models);
  const { targetError } = models.candidate.rules.released.calibration.thresholds;
  const comparison = compareModels({
    current: current.evaluated,
    candidate: candidate.evaluated,
    codes: taxonomy.codes,
    margin,
    target: overrides.loosensCandidate ? null : targetError,
  });
  const objections = objectionsTo(comparison, leftOut);
  const exitCode = gate && objections.length > 0 ? 1 : 0;
  onDecided(exitCode);
  const result = {
    ...comparison,
    objections,
    leftOut,
    policy: overrides,
    warnings,
    models: { current: models.current.rules.model, candidate: models.candidate.rules.model },
    taxonomy: taxonomy.version,
  };
  if (gate && moved === '-') process.stderr.write(`${gateLines(result).join('\n')}\n`);
  // Files before standard output, for the same reason as above.
  if (json !== '-') await writeJson(json, result);
  await writeJsonLines(moved, movedBetween(current, candidate));
  if (json === '-') await writeJson(json, result);
  if (json !== '-' && moved !== '-') {
    const places = { current: placeOf(models.current), candidate: placeOf(models.candidate) };
    process.stdout.write(`${describeComparison(result, places, gate)}\n`);
  }
  return exitCode;
}

/**
 * A ticket that either model was trained on would flatter it, so neither is asked about it.
 * @throws SignalboxError INPUT_INVALID: no ticket of the taxonomy is left
 */
async function withoutLearnt(
  given: readonly LabelledTicket[],
  { current, candidate }: ComparedModels,
  path: string,
): Promise<{ tickets: LabelledTicket[]; leftOut: LeftOut }> {
  const learnt = [await learntBy(current.rules, given), await learntBy(candidate.rules, given)];
  const tickets = given.filter((_, i) => !learnt.some((answers) => answers?.[i]));
  const [byCurrent = null, byCandidate = null] = learnt.map((answers) => answers?.filter(Boolean).length);
  const leftOut = { current: byCurrent, candidate: byCandidate, total: given.length - tickets.length };
  if (tickets.every(({ label }) => label === null)) {
    const why =
      leftOut.total > 0
        ? `${leftOut.total} of ${given.length} tickets were trained on, and no other has a category`
        : 'none of the tickets has a category';
    throw new SignalboxError('INPUT_INVALID', `${nameOf(path)}: nothing is left to compare by: ${why}`, {
      remedy: 'name labelled tickets that neither model was trained on, such as the test split; nothing was compared',
    });
  }
  return { tickets, leftOut };
}

function warningsOf(models: ComparedModels, leftOut: LeftOut, tickets: readonly LabelledTicket[]): string[] {
  const untold = (side: 'current' | 'candidate', name: string) =>
    leftOut[side] === null
      ? [
          `which of the tickets ${name} (${models[side].rules.model.version}) was trained on cannot be told: it left no fingerprints. Those that it was would flatter it`,
        ]
      : [];
  return [
    describeSameness(models) ?? [],
    untold('current', 'the model in use'),
    untold('candidate', 'the candidate'),
    cautionOf(models.current, 'the model in use'),
    cautionOf(models.candidate, 'the candidate'),
    tickets.some(({ label }) => label === null)
      ? []
      : 'no ticket is out of taxonomy (label null): what becomes of such tickets is not compared',
  ].flat();
}

function cautionOf({ rules: { caution } }: ComparedModel, name: string): string[] {
  return caution ? [`${name}: ${caution.message} (${caution.remedy})`] : [];
}

/** They are compared all the same: most of what is compared needs no bound. */
async function calibratedOnWarnings(
  { current, candidate }: ComparedModels,
  tickets: readonly LabelledTicket[],
): Promise<string[]> {
  const named = [
    ['the model in use', current.rules],
    ['the candidate', candidate.rules],
  ] as const;
  const counted = named.map(async ([name, rules]) => {
    const count = (await calibratedBy(rules, tickets))?.filter(Boolean).length ?? 0;
    return count > 0
      ? [
          `${count} of ${tickets.length} tickets calibrated ${name} (${rules.model.version}): what it routes was chosen by them, which flatters it`,
        ]
      : [];
  });
  return (await Promise.all(counted)).flat();
}

async function runModel(
  { config }: ComparedModel,
  tickets: readonly LabelledTicket[],
  name: string,
  start: (config: Config) => Promise<Specialist>,
): Promise<Run> {
  const progress = createProgress();
  progress.show(`the ${name} is started …`);
  const specialist = await start(config);
  try {
    const { codes } = specialist.taxonomy;
    const assessed = await assessLabelled(tickets, specialist, (done) =>
      progress.show(`${name}: ${done} of ${tickets.length} tickets classified …`),
    );
    const pairs = assessed.map((ticket, i) => [ticket, tickets[i] as LabelledTicket] as const);
    return {
      evaluated: pairs.map(([ticket, labelled]) => evaluatedTicket(ticket, labelled, codes)),
      predictions: pairs.map(([ticket, labelled]) => predictionOf(ticket, labelled)),
    };
  } finally {
    progress.clear();
    await specialist.classifier.close();
  }
}

function movedBetween(before: Run, after: Run): MovedTicket[] {
  return before.predictions.flatMap((prediction, i) => {
    const other = after.predictions[i];
    return (other && movedTicket(prediction, other)) ?? [];
  });
}

/** Where it is, for people. */
function placeOf({ rules: { model, calibration, released } }: ComparedModel): string {
  return `${model.name} ${model.version}${calibration ? ` · ${released.folder}` : ''}`;
}
