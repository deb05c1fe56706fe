import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { type FrontierSettings, unnamedModel } from './config.ts';
import type { EscalatedTicket } from './contracts/escalated-ticket.ts';
import type { FrontierRules } from './decide/policy.ts';
import { SignalboxError } from './errors.ts';
import { createFrontier, type Frontier, type FrontierObserver } from './escalate/ask-frontier.ts';
import { buildPrompt, type PromptTemplate, parseTemplate } from './escalate/build-prompt.ts';
import type { ChatClient } from './escalate/chat-client.ts';
import { checkFrontier } from './escalate/check-frontier.ts';
import { countExchanges, recordExchanges, replayExchanges } from './escalate/exchange-files.ts';
import { listsModel } from './escalate/list-models.ts';
import { worstCaseUsd } from './escalate/price-call.ts';
import { loadSimilarTickets, type SimilarTicket, type SimilarTickets } from './escalate/similar-tickets.ts';
import { describeSmallLimits } from './escalate/small-limits.ts';
import type { AskingRules, FallbackRules } from './load-rules.ts';
import { projectRoot } from './project-root.ts';

export interface ConnectedFrontier {
  frontier: Frontier;
  /** The policy's, without a record that was measured on another model or prompt. */
  rules: FrontierRules;
  /** In which of its limits no call fits. @param partitions that share the day's money */
  smallLimits(partitions: number): string[];
  /**
   * One small exchange, or where it must cost nothing, a look at the endpoint's list of models.
   * @returns what the endpoint is found to be, for a person
   * @throws SignalboxError that says what is wrong with it and how to mend it
   */
  check(options?: { isFree?: boolean; signal?: AbortSignal }): Promise<string>;
}

/**
 * The frontier model of the settings, ready to be asked. Nothing is sent yet.
 * @throws SignalboxError CONFIG_INVALID when a budget is to hold for a model whose price is not known; see loadSimilarTickets
 */
export async function startFrontier(
  settings: FrontierSettings,
  { taxonomy, released, model, policy }: AskingRules,
  log: Logger,
  observer?: FrontierObserver,
): Promise<ConnectedFrontier> {
  const limit =
    settings.dailyBudgetUsd !== undefined
      ? 'FRONTIER_DAILY_BUDGET_USD'
      : policy.frontier.perTicketUsd !== undefined
        ? 'frontier.perTicketUsd'
        : null;
  if (limit && !policy.frontier.prices[settings.model]) {
    throw new SignalboxError(
      'CONFIG_INVALID',
      `${limit} is set, and the policy has no price of ${settings.model}: the limit could not be kept`,
      { remedy: `add frontier.prices."${settings.model}": { inputPerMillion: …, outputPerMillion: … } to the policy` },
    );
  }
  const client = await connect(settings, taxonomy.codes, log);
  const template = await loadPromptTemplate();
  const { record } = policy.frontier;
  const measured = record && { model: record.model, prompt: record.promptVersion, fineTuned: record.fineTunedVersion };
  const ours = { model: settings.model, prompt: template.version, fineTuned: model.version };
  const isOurs = isDeepStrictEqual(measured, ours);
  if (record && !isOurs)
    log.warn(
      { measured, ours },
      'the record of the policy was measured on other models or another prompt and does not count; measure these: signalbox evaluate --frontier --record',
    );
  const frontier = createFrontier({
    client,
    model: settings.model,
    taxonomy,
    template,
    findSimilar: await similarTicketsOf({ released, model, policy }),
    rules: policy.frontier,
    ...(observer ? { observer } : {}),
  });
  const rules = { ...policy.frontier, record: isOurs ? record : null };
  return {
    frontier,
    rules,
    smallLimits: (partitions) =>
      describeSmallLimits(leastUsd(settings.model, { taxonomy, policy, template }), {
        dailyBudgetUsd: settings.dailyBudgetUsd,
        partitions,
        perTicketUsd: policy.frontier.perTicketUsd,
      }),
    check: (options) => check(settings, client, { taxonomy, policy }, options),
  };
}

/** What is set aside for a call about the shortest of tickets. */
function leastUsd(model: string, { taxonomy, policy, template }: FallbackRules & { template: PromptTemplate }): number {
  const { calls, prices } = policy.frontier;
  const price = prices[model];
  if (!price) return 0;
  const shortest = { ticketId: '', channel: 'email' as const, subject: '', body: '', candidates: [] };
  const { system, user } = buildPrompt(shortest, taxonomy, template, { tokenBudget: calls.promptTokens });
  const messages = [
    { role: 'system' as const, content: system },
    { role: 'user' as const, content: user },
  ];
  return worstCaseUsd(messages, { maxTokens: calls.answerTokens, codes: taxonomy.codes }, price);
}

/** @throws RangeError when the file has lost one of its parts */
export async function loadPromptTemplate(): Promise<PromptTemplate> {
  return parseTemplate(await readFile(join(projectRoot, 'service/escalate/prompt.md'), 'utf8'));
}

type EmbeddingRules = Pick<AskingRules, 'released' | 'model' | 'policy'>;

/** The labelled tickets that resemble a ticket, as long as it was embedded by the very model that they were. */
async function similarTicketsOf(
  rules: EmbeddingRules,
): Promise<(ticket: EscalatedTicket, most: number) => SimilarTicket[]> {
  const { model } = rules;
  const index = await labelledTicketsOf(rules);
  return ({ ticketId, embedding, modelVersion }, most) => {
    if (!index || !embedding || modelVersion !== model.version) return [];
    const bytes = Buffer.from(embedding, 'base64');
    if (bytes.length !== index.dimension) return [];
    // A ticket that was itself learnt would give its label away.
    return index.nearest(new Int8Array(bytes), { k: most, exclude: new Set([ticketId]) });
  };
}

/** Null where none would be shown: the policy wants none, or another model embeds the tickets. */
async function labelledTicketsOf({ released, model, policy }: EmbeddingRules): Promise<SimilarTickets | null> {
  if (!released || released.manifest.version !== model.version || policy.frontier.calls.similarTickets === 0)
    return null;
  return loadSimilarTickets(released);
}

async function connect(
  { endpoint, model, token, recordFolder: folder }: FrontierSettings,
  codes: readonly string[],
  log: Logger,
): Promise<ChatClient> {
  if (endpoint.kind === 'replay') return replayExchanges(endpoint.folder, model === unnamedModel ? undefined : model);
  // Loaded only where it is used: the client takes a third of a second of every start.
  const { createChatClient } = await import('./escalate/chat-client.ts');
  const client = createChatClient({ endpoint, model, token, codes });
  if (!folder) return client;
  const onFailure = (error: unknown) => log.error({ err: error, folder }, 'an exchange could not be recorded');
  return recordExchanges(client, { folder, model, onFailure });
}

async function check(
  { endpoint, model, token }: FrontierSettings,
  client: ChatClient,
  { taxonomy, policy }: FallbackRules,
  { isFree = false, signal }: { isFree?: boolean; signal?: AbortSignal } = {},
): Promise<string> {
  if (endpoint.kind === 'replay') {
    const exchanges = await countExchanges(endpoint.folder).catch(() => {
      throw new SignalboxError('CONFIG_INVALID', `FRONTIER_URL: there is no folder ${endpoint.folder}`, {
        remedy: 'name a folder that FRONTIER_RECORD_DIR was set to',
      });
    });
    return `${exchanges} recorded exchanges of ${endpoint.folder} are played back`;
  }
  if (endpoint.kind === 'provider' && !token) {
    throw new SignalboxError('FRONTIER_MISCONFIGURED', `there is no token for ${endpoint.provider}`, {
      remedy: 'set FRONTIER_TOKEN (or HF_TOKEN)',
    });
  }
  const { answerTokens, callSeconds } = policy.frontier.calls;
  const timeoutMs = callSeconds * 1000;
  if (isFree) {
    const unknown = `${model} has not been tried: a call costs money, and signalbox doctor makes one`;
    if (endpoint.kind === 'provider') return unknown;
    const list = await listsModel({ base: endpoint.url, model, token }, { timeoutMs, signal });
    if (!list) return unknown;
    if (list.isListed) return `the endpoint has ${model}`;
    // Some servers take any name for their one model.
    return `the endpoint does not list ${model}, but ${list.others.join(', ') || 'nothing'}; see what signalbox doctor says`;
  }
  const found = await checkFrontier(client, taxonomy, { maxTokens: answerTokens, timeoutMs }, signal);
  const asked = `${model} answers, asked in ${found.format}`;
  if (!found.isUnderstood) return `${asked}, but not as it is told to: its answers may be of no use`;
  if (!found.isExact && found.format !== 'prompt_only')
    return `${asked}, which it takes and does not keep to; its answers are read all the same`;
  return asked;
}
