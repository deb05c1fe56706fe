import { type EscalatedTicket, pastEscalatedTicketSchema } from '../contracts/escalated-ticket.ts';
import type { FrontierPolicy } from '../contracts/policy.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { SignalboxError } from '../errors.ts';
import type { Frontier, FrontierVerdict } from '../escalate/ask-frontier.ts';
import type { EscalationRules } from '../escalate/decide-escalated.ts';
import { nobodyAsked, settleEscalated } from '../escalate/settle-escalated.ts';
import { type Budget, SpendLedger, unlimitedBudget } from '../escalate/spend-ledger.ts';
import { createFairLimiter } from '../fair-limiter.ts';
import { smallestReadBytes } from './bounded-sends.ts';
import { type ConsumedMessage, consumeExactlyOnce, type HandlingContext } from './consume-exactly-once.ts';
import type { RunningConsumer } from './group-consumer.ts';
import type { OutboundRecord } from './partition-producer.ts';
import { eventRecord, rejectedRecord } from './records.ts';
import type { ConsumerParts } from './run-router.ts';
import { createSharedProgress } from './shared-progress.ts';

export interface EscalatorParts {
  taxonomy: Taxonomy;
  rules: EscalationRules & Pick<FrontierPolicy, 'perTicketUsd'>;
  clock: () => Date;
  /** Null: nobody is asked, and every ticket goes to review with that reason. */
  frontier: Frontier | null;
  /** The fine-tuned model whose record and labelled tickets count; null where nobody is asked. */
  model: { version: string } | null;
  /** Tickets asked about at the same time, over all partitions of this process. */
  concurrency: number;
  /** Of the whole installation, a day of UTC; undefined: no limit. */
  dailyBudgetUsd: number | undefined;
  /** How long the process may take to stop. */
  stopSeconds: number;
}

// A slow answer holds up the commit of those behind it, so few share one; and what is ahead of it is asked about meanwhile.
const messagesPerTransaction = 8;
// The slowest ticket of a read holds up the next read of all partitions of its broker, so a read takes no more of each than keeps the
// places busy, at some 3 KB a ticket: five for each place, over all partitions.
const bytesPerPlace = 16 * 1024;
// Answers in flight are paid for; the group waits for them as well, for 30 s.
const longestFinishSeconds = 25;
const secondsToLeave = 2;
// Nobody has so many versions side by side: whoever writes such tickets would fill the log and the memory.
const mostVersionsWarnedOf = 20;

/** The escalator role: each ticket that the router was unsure of becomes a routing event. */
export function runEscalator(consumer: ConsumerParts, parts: EscalatorParts): Promise<RunningConsumer> {
  const { topics, validate, partitionCounts, log } = consumer;
  const { taxonomy, frontier, clock, dailyBudgetUsd } = parts;
  const limiter = createFairLimiter(parts.concurrency);
  const progress = createSharedProgress();
  const ledgers = new Map<number, SpendLedger>();
  const otherTaxonomies = new Set<string>(); // that have been warned of
  const otherModels = new Set<string>(); // the same
  const { perTicketUsd } = parts.rules;
  // A ticket keeps its partition number, so what the inbound topic does not have gets none, and needs no money.
  const fedPartitions = partitionCounts.get(topics.inbound) ?? 1;
  const budgetOfPartition = (partition: number) => {
    if (dailyBudgetUsd === undefined) return Number.POSITIVE_INFINITY;
    return partition < fedPartitions ? dailyBudgetUsd / fedPartitions : 0;
  };

  /** Each partition has its share of the day's money and one owner, who keeps the account beside the partition's offset. */
  function ledgerOf({ partition, note }: HandlingContext): SpendLedger | null {
    if (dailyBudgetUsd === undefined && perTicketUsd === undefined) return null;
    const known = ledgers.get(partition);
    if (known?.isKeptIn(note)) return known;
    const ledger = known?.continueIn(note) ? known : new SpendLedger(budgetOfPartition(partition), note, clock);
    ledgers.set(partition, ledger);
    return ledger;
  }

  function budgetOf({ offset }: ConsumedMessage, ledger: SpendLedger | null): Budget {
    if (!ledger) return unlimitedBudget;
    return perTicketUsd === undefined ? ledger : ledger.ofTicket(BigInt(offset), perTicketUsd);
  }

  async function handle(messages: ConsumedMessage[], context: HandlingContext): Promise<OutboundRecord[]> {
    const ledger = ledgerOf(context);
    const settled = await progress.during(context, () =>
      Promise.allSettled(messages.map((message) => settle(message, budgetOf(message, ledger), context))),
    );
    const first = settled.findIndex(({ status }) => status === 'rejected');
    const records = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    if (first === -1) return records;
    // Answers are paid for: those before the first that was not given are kept.
    if (context.leaving.aborted) return records.slice(0, first);
    throw (settled[first] as PromiseRejectedResult).reason;
  }

  /** Around an upgrade that passes; where the roles have got different files it does not, and nobody else would notice. */
  function warnOfOtherTaxonomy({ taxonomyVersion, candidates }: EscalatedTicket): void {
    const isKnown = candidates.every(({ category }) => taxonomy.codes.includes(category));
    if ((taxonomyVersion === taxonomy.version && isKnown) || !isNew(taxonomyVersion, otherTaxonomies)) return;
    log.warn(
      {
        routers: taxonomyVersion,
        own: taxonomy.version,
        remedy:
          'unless these are tickets from before an upgrade, start routers and escalators with the same SIGNALBOX_TAXONOMY',
      },
      'tickets were classified by another taxonomy; those with a category that this one does not have go to review',
    );
  }

  /** Such a ticket is asked about with less, and weighed by the policy alone: nothing in its event tells. */
  function warnOfOtherModel({ modelVersion }: EscalatedTicket): void {
    const own = parts.model?.version;
    if (own === undefined || modelVersion === own || !isNew(modelVersion, otherModels)) return;
    log.warn(
      {
        routers: modelVersion,
        own,
        remedy:
          'unless these are tickets from before an upgrade, start routers and escalators with the same SIGNALBOX_MODEL, CLASSIFIER and CLASSIFIER_URL',
      },
      'tickets were classified by another model; neither the record of the policy nor labelled tickets count for them',
    );
  }

  async function settle(message: ConsumedMessage, budget: Budget, context: HandlingContext): Promise<OutboundRecord> {
    const reject = (error: unknown) =>
      rejectedRecord('invalid_ticket', `not an escalated ticket of this service: ${error}`, message, topics);
    const parsed = parse(message);
    if (!parsed.success) return reject(parsed.error);
    const ticket = parsed.data;
    warnOfOtherTaxonomy(ticket);
    warnOfOtherModel(ticket);
    const startedAt = performance.now();
    const verdict = frontier
      ? await limiter.run(
          String(context.partition),
          () => frontier.ask(ticket, budget, context.signal),
          context.leaving,
        )
      : nobodyAsked;
    // Also for those that wait for a free place: every call has its deadline, so places do become free.
    progress.gotOn();
    const now = clock();
    const times = {
      waitedMs: now.getTime() - Number(message.timestamp),
      ...(frontier ? { askedMs: performance.now() - startedAt } : {}),
    };
    try {
      const event = settleEscalated(ticket, verdict, parts, now, times);
      const record = eventRecord(event, message.headers, topics, validate);
      return { ...record, summary: { ...record.summary, ...opinionOn(ticket, verdict) } };
    } catch (error) {
      // What somebody else wrote can fit its schema and still make no valid event: that must not stop the topic.
      if (error instanceof SignalboxError && error.code === 'EVENT_INVALID') return reject(error.message);
      throw error;
    }
  }

  return consumeExactlyOnce({
    ...consumer,
    groupId: `${consumer.groupPrefix}-escalator`,
    topic: topics.escalated,
    outputs: [topics.routed, topics.rejected],
    handle,
    noteAtCommit: ({ partition, note }) => {
      const ledger = ledgers.get(partition);
      return ledger?.isKeptIn(note) ? ledger.atCommit() : undefined;
    },
    ...(frontier
      ? {
          messagesPerTransaction,
          handledAhead: Math.ceil(parts.concurrency / messagesPerTransaction),
          maxBytesPerPartition: Math.max(
            smallestReadBytes,
            Math.ceil((parts.concurrency * bytesPerPlace) / fedPartitions),
          ),
          finishMs: Math.min(parts.stopSeconds - secondsToLeave, longestFinishSeconds) * 1_000,
        }
      : {}),
  });
}

/** Adds it to those that have been warned of, up to a number. */
function isNew(version: string, known: Set<string>): boolean {
  if (known.has(version) || known.size >= mostVersionsWarnedOf) return false;
  known.add(version);
  return true;
}

function opinionOn(
  { candidates }: EscalatedTicket,
  verdict: FrontierVerdict,
): Pick<OutboundRecord['summary'], 'opinion'> {
  if (verdict.kind === 'none') return {};
  const { category } = verdict.opinion;
  if (category === null) return { opinion: 'out_of_taxonomy' };
  return { opinion: category === candidates[0]?.category ? 'agrees' : 'differs' };
}

// The topic is ours, but whoever may write to it can err, and a router that is upgraded first says more than we know.
function parse({ value }: ConsumedMessage) {
  try {
    return pastEscalatedTicketSchema.safeParse(JSON.parse(value?.toString('utf8') ?? ''));
  } catch (error) {
    return { success: false as const, error };
  }
}
