import type { EscalatedTicket } from '../contracts/escalated-ticket.ts';
import type { FrontierRecord } from '../contracts/frontier-record.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { SignalboxError } from '../errors.ts';
import type { Frontier, FrontierVerdict } from '../escalate/ask-frontier.ts';
import { decideEscalated, type EscalationRules } from '../escalate/decide-escalated.ts';
import { parseAnswer } from '../escalate/parse-answer.ts';
import { nobodyAsked } from '../escalate/settle-escalated.ts';
import { type FrontierLift, frontierLift, recordOfPairs, type SecondOpinion } from '../evaluate/frontier-lift.ts';
import { idOf, parseObject } from './labelled-line.ts';
import { readLines } from './labelled-tickets.ts';
import { writeJson, writeJsonLines } from './output-files.ts';

/** A labelled ticket that the fine-tuned model was unsure of. */
export interface UnsureTicket {
  id: string;
  label: string | null;
  ticket: EscalatedTicket;
}

export interface FrontierOptions {
  frontier?: boolean;
  exportPrompts?: string;
  answers?: string;
  /** Who gave them. */
  answersModel?: string;
  record?: string;
}

/** Where the second opinions come from. @throws SignalboxError INPUT_INVALID when the options do not go together */
export function opinionSource(
  { frontier, exportPrompts: prompts, answers, answersModel, record }: FrontierOptions,
  isConnected: boolean,
): 'none' | 'answers' | 'frontier' {
  if (!frontier) {
    if (!prompts && !answers && !record) return 'none';
    throw new SignalboxError('INPUT_INVALID', '--export-prompts, --answers and --record belong to --frontier', {
      remedy: 'add --frontier',
    });
  }
  if (answersModel !== undefined && !answers)
    throw new SignalboxError('INPUT_INVALID', '--answers-model names the model of --answers, and there are none', {
      remedy: 'add --answers FILE; the model that is connected is named by FRONTIER_MODEL',
    });
  if (answers && record && answersModel === undefined)
    throw new SignalboxError('INPUT_INVALID', '--record of --answers counts for one model, and nothing names it', {
      remedy: 'add --answers-model NAME, as FRONTIER_MODEL is to name it',
    });
  if (answers) return 'answers';
  if (prompts && !record) return 'none';
  if (isConnected) return 'frontier';
  throw new SignalboxError('INPUT_INVALID', '--frontier needs answers, and no frontier model is connected', {
    remedy:
      'set FRONTIER_PROVIDER and FRONTIER_MODEL, or FRONTIER_URL; or write the prompts with --export-prompts FILE, have them answered, and give the answers with --answers FILE',
  });
}

/** Raw answers by ticket id. @throws SignalboxError INPUT_INVALID */
export async function readAnswers(path: string, tickets: readonly { id: string }[]): Promise<Map<string, string>> {
  const known = new Set(tickets.map(({ id }) => id));
  const answers = new Map<string, string>();
  for (const { number, text } of await readLines(path)) {
    const id = idOf(text);
    const answer = parseObject(text)?.answer;
    const refuse = (reason: string) => {
      throw new SignalboxError('INPUT_INVALID', `${path}:${number}: ${reason}`, {
        remedy: 'a line is {"id": "…", "answer": "the raw text of the answer"}; nothing was evaluated',
      });
    };
    if (id === undefined || typeof answer !== 'string')
      return refuse('needs "id" and "answer", both text (the id may be a whole number)');
    if (!known.has(id)) return refuse(`there is no ticket ${id} in the evaluated file`);
    if (answers.has(id)) return refuse(`a second answer to ticket ${id}`);
    answers.set(id, answer);
  }
  return answers;
}

/** One line a ticket: id, prompt version, system and user message, personal data masked: the very prompt of the service. */
export async function exportPrompts(
  unsure: readonly UnsureTicket[],
  frontier: Pick<Frontier, 'promptVersion' | 'promptFor'>,
  path: string,
): Promise<void> {
  await writeJsonLines(
    path,
    unsure.map(({ id, ticket }) => ({ id, promptVersion: frontier.promptVersion, ...frontier.promptFor(ticket) })),
  );
}

/** What whoever asked for the prompts does with them. */
export function describeExport(count: number, path: string): string {
  if (count === 0) return `No prompt written to ${path}: there is no ticket here that anybody would be asked about.`;
  return `${count} ${count === 1 ? 'prompt' : 'prompts'} written to ${path}. Have each answered as a line {"id": "…", "answer": "the raw text of the answer"}, then give them with --frontier --answers FILE.`;
}

/** An answer given elsewhere, as if the frontier model had given it. */
export function verdictOf(
  text: string,
  taxonomy: Taxonomy,
  frontier: Pick<Frontier, 'model' | 'promptVersion'>,
): FrontierVerdict {
  const parsed = parseAnswer(text, taxonomy);
  if (!parsed.ok) return { kind: 'none', reason: 'frontier_unusable', usd: 0 };
  const { category, rationale, doubt } = parsed.answer;
  const { model, promptVersion } = frontier;
  return {
    kind: 'opinion',
    usd: 0,
    doubt,
    opinion: { category, rationale, model, promptVersion, votes: { for: 1, of: 1 } },
  };
}

/**
 * What the second opinions change. A ticket without a verdict was not asked about: it counts, and nothing changes for it. A
 * verdict on a ticket that the model was sure of was never asked for and counts nowhere.
 */
export function scoreVerdicts(
  unsure: readonly UnsureTicket[],
  verdicts: ReadonlyMap<string, FrontierVerdict>,
  rules: EscalationRules,
): { lift: FrontierLift; pairs: FrontierRecord['pairs'] } {
  const opinions = unsure.map(({ id, label, ticket }): SecondOpinion => {
    const verdict = verdicts.get(id) ?? nobodyAsked;
    const decision = decideEscalated(ticket, verdict, rules);
    return {
      label,
      before: ticket.candidates[0]?.category ?? '',
      after: verdict.kind === 'opinion' ? verdict.opinion.category : undefined,
      usd: verdict.usd,
      routedTo: decision.decision === 'routed' ? decision.category : null,
    };
  });
  const answered = unsure.filter(({ id }) => {
    const verdict = verdicts.get(id);
    return verdict?.kind === 'opinion' || verdict?.reason === 'frontier_unusable';
  });
  return { lift: frontierLift(opinions, answered.length), pairs: recordOfPairs(opinions) };
}

/** For `frontier.disagreement.record` of the policy. */
export async function writeRecord(
  pairs: FrontierRecord['pairs'],
  { model, promptVersion, fineTunedVersion }: Pick<FrontierRecord, 'model' | 'promptVersion' | 'fineTunedVersion'>,
  path: string,
): Promise<void> {
  const record: FrontierRecord = { schemaVersion: 1, model, promptVersion, fineTunedVersion, pairs };
  await writeJson(path, record);
}
