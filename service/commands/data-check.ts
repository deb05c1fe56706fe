import { createTextEncoder } from '../classify/encode-text.ts';
import { describeModel } from '../classify/load-model.ts';
import type { Config } from '../config.ts';
import { checkTickets } from '../data-check/check-tickets.ts';
import { checkedTicket } from '../data-check/checked-ticket.ts';
import { expectedCounts } from '../data-check/expected-counts.ts';
import { counted } from '../data-check/finding.ts';
import type { TextLength } from '../data-check/reading-findings.ts';
import { type SuspectedLabel, suspectedLabelFindings, suspectedLabels } from '../data-check/suspected-labels.ts';
import { countTickets, countWords } from '../data-check/ticket-counts.ts';
import { loadPolicy } from '../decide/policy.ts';
import { SignalboxError } from '../errors.ts';
import { loadTaxonomy } from '../load-taxonomy.ts';
import { type Specialist, startSpecialist } from '../start-specialist.ts';
import { describeChecked, describeFaults } from './describe-data-check.ts';
import { type Judgement, judgeLabels, type NotJudged } from './judge-labels.ts';
import { assertWritable, writeJson, writeJsonLines } from './output-files.ts';
import { createProgress } from './progress.ts';
import { readTicketFiles, ticketFiles } from './ticket-files.ts';

export interface DataCheckOptions {
  tickets: string[];
  json?: string;
  suspects?: string;
}

/**
 * Whether labelled tickets are fit to train and to measure with; for people on standard output, in full as JSON.
 * @throws SignalboxError INPUT_INVALID when a line or a file cannot be read: then they are counted and nothing else is checked
 */
export async function dataCheck(
  config: Config,
  options: DataCheckOptions,
  start: (config: Config) => Promise<Specialist> = startSpecialist,
): Promise<void> {
  await assertWritable({ '--json': options.json, '--suspects': options.suspects }, { '--tickets': options.tickets });
  const taxonomy = await loadTaxonomy(config.taxonomyPath);
  const { supportedLanguages } = await loadPolicy(config.policy, taxonomy, null);
  const { files, tickets: given, faults } = await readTicketFiles(await ticketFiles(options.tickets), taxonomy.codes);
  const counts = countTickets(given, taxonomy.codes);
  const about = { taxonomy: { version: taxonomy.version, categories: taxonomy.codes.length }, files, counts };
  const errors = faults.map(({ path: file, number: line, reason, remedy }) => ({ file, line, reason, remedy }));
  if (faults.length > 0) {
    await writeJson(options.json, { ...about, errors });
    const { message, remedy } = describeFaults(faults, given.length);
    throw new SignalboxError('INPUT_INVALID', message, { remedy });
  }

  const progress = createProgress();
  try {
    progress.show(`${counted(given.length, 'ticket')} read and compared …`);
    const tickets = given.map(checkedTicket);
    const findings = checkTickets(tickets, taxonomy.codes, {
      supportedLanguages,
      length: await textLength(config.modelPath),
    });
    const onProgress = (done: number, of: number) =>
      progress.show(`${done} of ${counted(of, 'ticket')} put to the model …`);
    const judged = await judgeLabels(config, taxonomy, tickets, onProgress, start);
    progress.clear();
    const suspects = 'opinions' in judged ? suspectedLabels(judged.opinions) : [];
    if ('opinions' in judged) await writeJsonLines(options.suspects, suspects);
    if ('opinions' in judged) {
      const { opinions, trainedOn } = judged;
      findings.push(...suspectedLabelFindings(suspects, opinions.length, trainedOn));
    }
    await writeJson(options.json, { ...about, errors, warnings: findings, labels: judgementOf(judged, suspects) });
    const aboutModel = describeJudgement(judged, options.suspects);
    if (options.json === '-' || options.suspects === '-') {
      // Nothing on standard output must not look like no label in doubt.
      if ('because' in judged) process.stderr.write(`${aboutModel}\n`);
      return;
    }
    const { carved } = expectedCounts(tickets);
    process.stdout.write(
      `${describeChecked({ paths: options.tickets, taxonomy, counts, findings, carved, aboutModel })}\n`,
    );
  } finally {
    progress.clear();
  }
}

/** Of the base that training begins from, when no other is named. */
const wordsOfDefaultWindow = 190;
const noLimit = 1_000_000;

/** In tokens of the released model, whatever its categories; in words when there is none. */
async function textLength(modelPath: string): Promise<TextLength> {
  try {
    const { maxTokens } = (await describeModel(modelPath)).manifest;
    const encode = createTextEncoder(modelPath, noLimit);
    return { most: maxTokens, lengthOf: (text) => encode(text).length, isExact: true };
  } catch {
    const lengthOf = ({ subject, body }: { subject: string; body: string }) => countWords(`${subject} ${body}`);
    return { most: wordsOfDefaultWindow, lengthOf, isExact: false };
  }
}

function judgementOf(judged: Judgement | NotJudged, suspects: readonly SuspectedLabel[]) {
  if ('because' in judged) return { judged: 0, trainedOn: null, model: null, because: judged.because, suspects };
  const { model, trainedOn, opinions } = judged;
  return { judged: opinions.length, trainedOn, model, suspects };
}

function describeJudgement(judged: Judgement | NotJudged, file: string | undefined): string {
  if ('because' in judged) {
    const unwritten = file === '-' ? ' So there is nothing to write.' : ` ${file} was not written.`;
    return `No model was asked which labels are in doubt: ${judged.because}.${file ? unwritten : ''}`;
  }
  const { model, trainedOn, opinions } = judged;
  const asked = `Model ${model} was asked about the labels of ${counted(opinions.length, 'ticket')}`;
  if (trainedOn === null) return `${asked}; nothing tells whether it learnt some of them.`;
  return trainedOn > 0 ? `${asked}, not about ${counted(trainedOn, 'other')} that it learnt.` : `${asked}.`;
}
