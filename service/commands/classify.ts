import type { Config } from '../config.ts';
import { createRoutingEventValidator } from '../contracts/routing-event.ts';
import { settleEscalated } from '../escalate/settle-escalated.ts';
import { type Outcome, type RouterParts, routeTickets } from '../route-tickets.ts';
import { startSpecialist } from '../start-specialist.ts';
import { readLines } from './labelled-tickets.ts';

const linesAtOnce = 256;

/** JSONL tickets in, JSONL outcomes out: what would be published, without Kafka. */
export async function classify(config: Config, path: string): Promise<void> {
  const lines = await readLines(path);
  const specialist = await startSpecialist(config);
  const parts: RouterParts = { ...specialist, clock: () => new Date() };
  const validate = createRoutingEventValidator(specialist.taxonomy);
  const topic = path === '-' ? 'stdin' : path;
  try {
    for (let i = 0; i < lines.length; i += linesAtOnce) {
      const messages = lines.slice(i, i + linesAtOnce).map(({ number, text }) => ({
        key: null,
        value: Buffer.from(text),
        source: { topic, partition: 0, offset: number - 1 },
        receivedAtMs: Date.now(),
      }));
      const outcomes = await routeTickets(messages, parts);
      for (const [j, outcome] of outcomes.entries()) {
        process.stdout.write(`${JSON.stringify(asPublished(outcome, parts, validate, messages[j]?.source))}\n`);
      }
    }
  } finally {
    await specialist.classifier.close();
  }
}

function asPublished(
  outcome: Outcome,
  parts: RouterParts,
  validate: (event: unknown) => unknown,
  source: unknown,
): unknown {
  switch (outcome.kind) {
    case 'decided':
      return validate(outcome.event);
    case 'escalated':
      return validate(settleEscalated(outcome.ticket, parts, parts.clock()));
    case 'rejected':
      return { decision: 'rejected', reason: outcome.reason, detail: outcome.detail, source };
    default:
      return outcome satisfies never;
  }
}
