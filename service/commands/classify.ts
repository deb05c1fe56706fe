import type { Config } from '../config.ts';
import { createRoutingEventValidator } from '../contracts/routing-event.ts';
import { SignalboxError } from '../errors.ts';
import { createAskAll } from '../escalate/ask-all.ts';
import type { FrontierVerdict } from '../escalate/ask-frontier.ts';
import type { EscalationRules } from '../escalate/decide-escalated.ts';
import { nobodyAsked, settleEscalated } from '../escalate/settle-escalated.ts';
import { type Outcome, type RouterParts, routeTickets } from '../route-tickets.ts';
import { startFrontier } from '../start-frontier.ts';
import { startSpecialist } from '../start-specialist.ts';
import { createLog } from '../telemetry/log.ts';
import { idOf } from './labelled-line.ts';
import { guessOf, type Line, nameOf, notUtf8, readRawLines } from './labelled-tickets.ts';

const linesAtOnce = 256;
const aLine = 'a line is {"ticketId": "…", "subject": "…", "body": "…"}';

/**
 * JSONL tickets in, JSONL outcomes out: what would be published, without Kafka.
 * @throws SignalboxError INPUT_INVALID after the last line when none was a ticket
 */
export async function classify(config: Config, path: string): Promise<void> {
  const lines = await readRawLines(path);
  let rejected = 0;
  const specialist = await startSpecialist(config);
  if (specialist.caution) createLog('warn', 2).warn({ remedy: specialist.caution.remedy }, specialist.caution.message);
  const parts: RouterParts = { ...specialist, clock: () => new Date() };
  const validate = createRoutingEventValidator(specialist.taxonomy);
  const topic = path === '-' ? 'stdin' : path;
  try {
    const connected = config.frontier && (await startFrontier(config.frontier, specialist, createLog('warn', 2)));
    const rules = connected?.rules ?? specialist.policy.frontier;
    const askAll = connected && config.frontier && createAskAll(connected.frontier, config.frontier);
    const verdictsOn = async (outcomes: readonly Outcome[]): Promise<Map<Outcome, FrontierVerdict>> => {
      const unsure = outcomes.filter((outcome) => outcome.kind === 'escalated');
      const verdicts = (await askAll?.(unsure.map(({ ticket }) => ticket))) ?? [];
      return new Map(verdicts.map((verdict, i) => [unsure[i] as Outcome, verdict]));
    };
    for (let i = 0; i < lines.length; i += linesAtOnce) {
      const messages = lines.slice(i, i + linesAtOnce).map(({ number, text, bytes }) => ({
        key: keyOf(text),
        value: bytes,
        source: { topic, partition: 0, offset: number - 1 },
        receivedAtMs: Date.now(),
      }));
      const outcomes = await routeTickets(messages, parts);
      const verdicts = await verdictsOn(outcomes);
      for (const [j, outcome] of outcomes.entries()) {
        const published = asPublished(outcome, verdicts.get(outcome), { ...parts, rules }, lines[i + j]?.number);
        if (outcome.kind === 'rejected') rejected += 1;
        process.stdout.write(`${JSON.stringify('eventId' in published ? validate(published) : published)}\n`);
      }
    }
  } finally {
    await specialist.classifier.close();
  }
  if (rejected < lines.length) {
    if (rejected > 0) process.stderr.write(`${summaryOf(lines, rejected)}.\n`);
    return;
  }
  throw new SignalboxError(
    'INPUT_INVALID',
    `${nameOf(path)}: ${lines.length === 0 ? 'there is no line in it' : summaryOf(lines, rejected)}`,
    { remedy: guessOf(lines)?.remedy ?? (lines.every(({ isUtf8 }) => isUtf8) ? aLine : notUtf8.remedy) },
  );
}

function summaryOf(lines: readonly Line[], rejected: number): string {
  const tickets = lines.length - rejected;
  const of = `${tickets} of ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`;
  const count = tickets === 1 || lines.length === 1 ? `${of} was a ticket` : `${of} were tickets`;
  const guess = guessOf(lines);
  return guess ? `${count}; this looks like ${guess.name}` : count;
}

/** Labelled tickets name themselves by `id`; it stands in for a missing ticketId, as the key of a message does. */
function keyOf(text: string): Buffer | null {
  const id = idOf(text);
  return id === undefined ? null : Buffer.from(id);
}

function asPublished(
  outcome: Outcome,
  verdict: FrontierVerdict | undefined,
  parts: RouterParts & { rules: EscalationRules },
  line: number | undefined,
) {
  switch (outcome.kind) {
    case 'decided':
      return outcome.event;
    case 'escalated': {
      return settleEscalated(outcome.ticket, verdict ?? nobodyAsked, parts, parts.clock());
    }
    case 'rejected':
      return { decision: 'rejected', line, reason: outcome.reason, detail: outcome.detail };
    default:
      return outcome satisfies never;
  }
}
