import { writeFile } from 'node:fs/promises';
import type { Config } from '../config.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { SignalboxError } from '../errors.ts';
import { createAskAll } from '../escalate/ask-all.ts';
import type { Frontier, FrontierVerdict } from '../escalate/ask-frontier.ts';
import { evaluationPage } from '../evaluate/evaluation-page.ts';
import { computeMetrics } from '../evaluate/metrics.ts';
import { outcomeOf } from '../route-tickets.ts';
import { type ConnectedFrontier, startFrontier } from '../start-frontier.ts';
import { type Specialist, startSpecialist } from '../start-specialist.ts';
import { createLog } from '../telemetry/log.ts';
import { assessLabelled, calibratedBy, evaluatedTicket, learntBy, predictionOf } from './assess-labelled.ts';
import { describeEvaluation, type EvaluationResult } from './describe-evaluation.ts';
import {
  describeExport,
  exportPrompts,
  type FrontierOptions,
  opinionSource,
  readAnswers,
  scoreVerdicts,
  type UnsureTicket,
  verdictOf,
  writeRecord,
} from './evaluate-frontier.ts';
import { evaluationOf } from './evaluation-of.ts';
import { type LabelledTicket, readLabelledTickets } from './labelled-tickets.ts';
import { assertWritable, writeJson, writeJsonLines } from './output-files.ts';
import { createProgress, type Progress } from './progress.ts';

export interface EvaluateOptions extends FrontierOptions {
  tickets: string;
  json?: string;
  predictions?: string;
  html?: string;
}

const latencySample = 200;

/** Labelled tickets through the very path of the service; metrics for people on standard output, in full as JSON. */
export async function evaluate(config: Config, options: EvaluateOptions): Promise<void> {
  const source = opinionSource(options, config.frontier !== null);
  assertPageIsFile(options);
  const { json, predictions, html, exportPrompts: prompts, record, tickets: read, answers: answered } = options;
  await assertWritable(
    { '--json': json, '--predictions': predictions, '--html': html, '--export-prompts': prompts, '--record': record },
    { '--tickets': read, '--answers': answered },
  );
  const specialist = await startSpecialist(config);
  if (specialist.caution) createLog('warn', 2).warn({ remedy: specialist.caution.remedy }, specialist.caution.message);
  const progress = createProgress();
  try {
    const { taxonomy, model } = specialist;
    const tickets = await readLabelledTickets(options.tickets, taxonomy.codes);
    const trainedOn = await countTrainedOn(tickets, specialist, options);
    const calibratedOn = (await calibratedBy(specialist, tickets))?.filter(Boolean).length ?? null;
    const answers = options.answers ? await readAnswers(options.answers, tickets) : undefined;
    // Prompts and answers of elsewhere need no endpoint, and are those of the service all the same.
    const { frontier, rules } = options.frontier ? await frontierOf(config, specialist, options, source) : {};
    const startedAt = performance.now();
    const assessed = await assessLabelled(tickets, specialist, (done) =>
      progress.show(`${done} of ${tickets.length} tickets classified …`),
    );
    const elapsedSeconds = (performance.now() - startedAt) / 1000;
    const unsure = assessed.flatMap((ticket, i): UnsureTicket[] => {
      const outcome = outcomeOf(ticket, { ...specialist, clock: () => new Date() });
      const { id, label } = tickets[i] as LabelledTicket;
      return outcome.kind === 'escalated' ? [{ id, label, ticket: outcome.ticket }] : [];
    });
    if (frontier && options.exportPrompts) {
      await exportPrompts(unsure, frontier, options.exportPrompts);
      progress.clear();
      process.stderr.write(`${describeExport(unsure.length, options.exportPrompts)}\n`);
    }
    if (source === 'frontier') progress.show(`the frontier model is asked about ${unsure.length} tickets …`);
    const opinions =
      frontier && rules && source !== 'none'
        ? scoreVerdicts(unsure, await verdictsOn(unsure, answers, frontier, config, taxonomy), rules)
        : undefined;
    if (frontier && opinions && options.record) {
      const { promptVersion } = frontier;
      const measured = { model: frontier.model, promptVersion, fineTunedVersion: model.version };
      await writeRecord(opinions.pairs, measured, options.record);
    }
    const result: EvaluationResult = {
      ...computeMetrics(
        assessed.map((ticket, i) => evaluatedTicket(ticket, tickets[i] as LabelledTicket, taxonomy.codes)),
        taxonomy.codes,
      ),
      ...(opinions ? { escalated: opinions.lift } : {}),
      latencyMs: await measureLatency(tickets.slice(0, latencySample), specialist, progress),
      ticketsPerSecond: tickets.length / elapsedSeconds,
      trainedOn,
      calibratedOn,
      model: model.version,
      taxonomy: taxonomy.version,
    };
    progress.clear();
    await writeJsonLines(
      options.predictions,
      assessed.map((ticket, i) => predictionOf(ticket, tickets[i] as LabelledTicket)),
    );
    await writeJson(options.json, result);
    // Whoever reads one of the files from standard output reads that alone.
    if (![json, predictions, prompts, record].includes('-')) process.stdout.write(`${describeEvaluation(result)}\n`);
    if (options.html) {
      const evaluated = { assessed, tickets, rules: specialist, result };
      await writeFile(options.html, evaluationPage(evaluationOf(evaluated, options, config, new Date())));
    }
  } finally {
    progress.clear();
    await specialist.classifier.close();
  }
}

/** Standard output has the summary. @throws SignalboxError INPUT_INVALID */
function assertPageIsFile({ html }: EvaluateOptions): void {
  if (html !== '-') return;
  throw new SignalboxError('INPUT_INVALID', '--html -: the page is not written to standard output', {
    remedy: 'name a file; nothing was done yet',
  });
}

/**
 * How many of the tickets the released model learnt; null where nothing tells.
 * @throws SignalboxError INPUT_INVALID: a record for the policy from tickets that the model knows by heart would mislead it
 */
async function countTrainedOn(
  tickets: readonly LabelledTicket[],
  specialist: Specialist,
  { record, tickets: path }: EvaluateOptions,
): Promise<number | null> {
  const learnt = await learntBy(specialist, tickets);
  if (!learnt) return null;
  const count = learnt.filter(Boolean).length;
  if (record && count > 0)
    throw new SignalboxError('INPUT_INVALID', `${path}: ${count} of ${tickets.length} tickets were trained on`, {
      remedy: 'record disagreements on tickets that the model has not seen; nothing was asked',
    });
  return count;
}

/** The connected one, or, to write prompts for and read answers of elsewhere, one that cannot be asked. */
function frontierOf(
  config: Config,
  specialist: Specialist,
  { answersModel }: FrontierOptions,
  source: 'none' | 'answers' | 'frontier',
): Promise<Partial<ConnectedFrontier>> {
  const log = createLog('warn', 2);
  if (config.frontier && source === 'frontier') return startFrontier(config.frontier, specialist, log);
  const settings = {
    endpoint: { kind: 'replay' as const, folder: '' },
    model: answersModel ?? config.frontier?.model ?? 'elsewhere',
    token: undefined,
    dailyBudgetUsd: undefined,
    concurrency: 1,
    recordFolder: undefined,
  };
  // Who asks nobody needs no price to keep a limit.
  const { perTicketUsd: _, ...rules } = specialist.policy.frontier;
  return startFrontier(settings, { ...specialist, policy: { ...specialist.policy, frontier: rules } }, log);
}

async function verdictsOn(
  unsure: readonly UnsureTicket[],
  answers: ReadonlyMap<string, string> | undefined,
  frontier: Frontier,
  { frontier: settings }: Pick<Config, 'frontier'>,
  taxonomy: Taxonomy,
): Promise<Map<string, FrontierVerdict>> {
  if (answers) return new Map([...answers].map(([id, text]) => [id, verdictOf(text, taxonomy, frontier)]));
  const askAll = createAskAll(frontier, settings ?? { concurrency: 1, dailyBudgetUsd: undefined });
  const verdicts = await askAll(unsure.map(({ ticket }) => ticket));
  return new Map(verdicts.map((verdict, i) => [unsure[i]?.id ?? '', verdict]));
}

/** One ticket after the other, as a single waiting customer would see it. */
async function measureLatency(
  tickets: readonly LabelledTicket[],
  specialist: Specialist,
  progress: Progress,
): Promise<{ p50: number; p99: number }> {
  const times: number[] = [];
  for (const [i, ticket] of tickets.entries()) {
    progress.show(`${i} of ${tickets.length} tickets timed, one after the other …`);
    const startedAt = performance.now();
    await assessLabelled([ticket], specialist);
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const quantile = (q: number) => times[Math.min(times.length - 1, Math.floor(q * times.length))] ?? 0;
  return { p50: quantile(0.5), p99: quantile(0.99) };
}
