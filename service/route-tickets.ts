import type { Classifier, ModelText, Scores } from './classify/classifier.ts';
import type { EscalatedTicket } from './contracts/escalated-ticket.ts';
import type { RejectionReason } from './contracts/rejection.ts';
import type { RoutingEvent, Source } from './contracts/routing-event.ts';
import type { CleanTicket } from './contracts/ticket.ts';
import { type Decision, decide, isReadable } from './decide/decide.ts';
import type { Policy } from './decide/policy.ts';
import { cleanTicket } from './intake/clean-ticket.ts';
import { decodeTicket } from './intake/decode-ticket.ts';
import { givenAway } from './privacy/given-away.ts';
import { buildEvent, type EventSubject, type Provenance } from './publish/build-event.ts';

/** A message as it lies on the inbound topic (or a line of a file), bytes untouched. */
export interface InboundMessage {
  key: Buffer | null;
  value: Buffer | null;
  source: Source;
  /** When it arrived, milliseconds since 1970-01-01 UTC. */
  receivedAtMs: number;
}

/** Every message has exactly one. */
export type Outcome =
  | { kind: 'decided'; event: RoutingEvent }
  | { kind: 'escalated'; ticket: EscalatedTicket }
  | { kind: 'rejected'; reason: RejectionReason; detail: string };

export interface RouterParts extends Provenance {
  model: { name: string; version: string };
  policy: Policy;
  classifier: Classifier;
  clock: () => Date;
}

/** A message that is a ticket, with what the model said of it and what follows. `scores` is null when there was nothing to read. */
export interface AssessedTicket {
  kind: 'ticket';
  message: InboundMessage;
  clean: CleanTicket;
  scores: Scores | null;
  decision: Decision;
}

type Unreadable = { kind: 'unreadable'; reason: RejectionReason; detail: string };

/**
 * The way of a ticket, up to the point where somebody else must be asked: read, clean, classify, decide.
 * Entries come in the order of the messages. Bad input is an entry, never an exception.
 * @throws whatever the classifier throws; then no message has been decided
 */
export async function assessTickets(
  messages: readonly InboundMessage[],
  { classifier, taxonomy, policy }: Pick<RouterParts, 'classifier' | 'taxonomy' | 'policy'>,
  signal?: AbortSignal,
): Promise<(AssessedTicket | Unreadable)[]> {
  const entries = messages.map((message) => {
    const decoded = decodeTicket(message.value, message.key);
    return decoded.ok
      ? { kind: 'read' as const, message, clean: cleanTicket(decoded.ticket) }
      : { kind: 'unreadable' as const, reason: decoded.reason, detail: decoded.detail };
  });
  const readable = entries.flatMap((entry) => (entry.kind === 'read' && isReadable(entry.clean) ? [entry] : []));
  const answers = await classifier.classify(
    readable.map(({ clean }) => modelText(clean)),
    signal,
  );
  const scoresOf = new Map<object, Scores | undefined>(readable.map((entry, i) => [entry, answers[i]]));

  return entries.map((entry) => {
    if (entry.kind === 'unreadable') return entry;
    const scores = scoresOf.get(entry) ?? null;
    const decision: Decision = scores
      ? decide(entry.clean, scores, taxonomy.codes, policy)
      : { kind: 'review', reason: 'no_text', candidates: [] };
    return { kind: 'ticket', message: entry.message, clean: entry.clean, scores, decision };
  });
}

function modelText({ subject, body, setAside }: CleanTicket): ModelText {
  return { subject, body, ...(setAside.length > 0 ? { aside: setAside.map(({ text }) => text) } : {}) };
}

/** Each message's outcome, in the order of the messages; see `assessTickets`. */
export async function routeTickets(
  messages: readonly InboundMessage[],
  parts: RouterParts,
  signal?: AbortSignal,
): Promise<Outcome[]> {
  const assessed = await assessTickets(messages, parts, signal);
  return assessed.map((entry) =>
    entry.kind === 'unreadable'
      ? { kind: 'rejected', reason: entry.reason, detail: entry.detail }
      : outcomeOf(entry, parts),
  );
}

/** What becomes of a ticket that has been assessed. */
export function outcomeOf({ message, clean, scores, decision }: AssessedTicket, parts: RouterParts): Outcome {
  const now = parts.clock();
  const subject: EventSubject = {
    ticketId: clean.ticket.ticketId,
    revision: clean.ticket.revision,
    source: message.source,
    language: clean.language,
    timings: {
      queuedMs: Math.max(0, now.getTime() - message.receivedAtMs),
      classifyMs: Number((scores?.classifyMs ?? 0).toFixed(3)),
    },
  };
  switch (decision.kind) {
    case 'accept': {
      const { category, confidence } = decision;
      const { name, version } = parts.model;
      const decidedBy = { kind: 'model' as const, model: name, version, confidence };
      return { kind: 'decided', event: buildEvent(subject, { decision: 'routed', category, decidedBy }, parts, now) };
    }
    case 'review': {
      const { reason, candidates } = decision;
      return {
        kind: 'decided',
        event: buildEvent(subject, { decision: 'needs_review', reason, candidates }, parts, now),
      };
    }
    case 'escalate':
      return { kind: 'escalated', ticket: escalatedTicket(clean, subject, scores, decision, parts) };
    default:
      return decision satisfies never;
  }
}

// Enough for any prompt; the original stays on the inbound topic at `source`.
const mostEscalatedCharacters = 12_000;

function escalatedTicket(
  clean: CleanTicket,
  subject: EventSubject,
  scores: Scores | null,
  decision: Extract<Decision, { kind: 'escalate' }>,
  { taxonomy, model }: RouterParts,
): EscalatedTicket {
  const text = {
    subject: clean.subject.slice(0, 1000).toWellFormed(),
    body: withoutMiddle(clean.body, mostEscalatedCharacters),
  };
  // The escalator masks what it sends, and sees neither what was set aside nor what is cut out here.
  const unseen = clean.setAside.map(({ text }) => text);
  if (clean.body.length > mostEscalatedCharacters) unseen.push(clean.body);
  const names = givenAway(text, unseen);
  return {
    specVersion: 1,
    ...subject,
    channel: clean.ticket.channel,
    ...text,
    ...(names.length > 0 ? { givenAway: names } : {}),
    candidates: decision.candidates,
    threshold: decision.threshold,
    taxonomyVersion: taxonomy.version,
    modelVersion: model.version,
    embedding: scores?.embedding ? Buffer.from(scores.embedding).toString('base64') : null,
  };
}

/** Cut between lines where they are not endless: half a card number is not recognised as one, and is private all the same. */
function withoutMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most * 0.7).replace(/(?:\n[^\n]{0,500}|\S{1,500})$/, '');
  const tail = text.slice(-most * 0.3).replace(/^(?:[^\n]{0,500}\n|\S{1,500})/, '');
  return `${head.toWellFormed()}\n[…]\n${tail.toWellFormed()}`;
}
