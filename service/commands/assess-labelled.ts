import { SignalboxError } from '../errors.ts';
import type { EvaluatedTicket } from '../evaluate/metrics.ts';
import { readCalibratedOn, readTrainedOn, type TicketText, type TrainedOn } from '../evaluate/trained-on.ts';
import { cleanTicket } from '../intake/clean-ticket.ts';
import { decodeTicket } from '../intake/decode-ticket.ts';
import { type AssessedTicket, assessTickets } from '../route-tickets.ts';
import type { Specialist } from '../start-specialist.ts';
import type { LabelledTicket } from './labelled-tickets.ts';

const ticketsAtOnce = 256;

/**
 * Labelled tickets through the very path of the service, up to the policy's decision; in the order given.
 * @param onProgress told how many are done, before each part
 */
export async function assessLabelled(
  tickets: readonly LabelledTicket[],
  specialist: Specialist,
  onProgress: (done: number) => void = () => {},
): Promise<AssessedTicket[]> {
  const assessed: AssessedTicket[] = [];
  for (let i = 0; i < tickets.length; i += ticketsAtOnce) {
    onProgress(i);
    assessed.push(...(await assess(tickets.slice(i, i + ticketsAtOnce), specialist)));
  }
  return assessed;
}

async function assess(tickets: readonly LabelledTicket[], specialist: Specialist): Promise<AssessedTicket[]> {
  const messages = tickets.map(({ value }, i) => ({
    key: null,
    value,
    source: { topic: 'evaluate', partition: 0, offset: i },
    receivedAtMs: Date.now(),
  }));
  const entries = await assessTickets(messages, specialist);
  return entries.map((entry, i) => {
    if (entry.kind === 'ticket') return entry;
    throw new SignalboxError('INPUT_INVALID', `ticket ${tickets[i]?.id} cannot be read: ${entry.detail}`, {
      remedy: 'correct its line (training-data/README.md explains the fields); nothing was evaluated',
    });
  });
}

/** What the metrics count of it. */
export function evaluatedTicket(
  { scores, decision }: AssessedTicket,
  { label }: LabelledTicket,
  codes: readonly string[],
): EvaluatedTicket {
  return {
    label,
    predicted: decision.candidates[0]?.category ?? null,
    probabilities: scores?.probabilities ?? new Float32Array(codes.length).fill(1 / codes.length),
    outOfTaxonomy: scores?.outOfTaxonomy ?? null,
    isAuto: decision.kind === 'accept',
  };
}

/** What would become of it, in the words of the events. */
export function predictionOf({ decision, scores }: AssessedTicket, { id, label }: LabelledTicket) {
  const [best] = decision.candidates;
  return {
    id,
    label,
    predicted: best?.category ?? null,
    confidence: best?.probability ?? null,
    outcome: ({ accept: 'routed', escalate: 'escalated', review: 'needs_review' } as const)[decision.kind],
    ...(decision.kind === 'review' ? { reason: decision.reason } : {}),
    outOfTaxonomy: scores?.outOfTaxonomy ?? null,
    top: decision.candidates.map(({ category, probability }) => [category, probability]),
  };
}

/**
 * Which of the tickets the released model learnt, one answer a ticket; null where nothing tells (a release from before there
 * were fingerprints, or a classifier behind an endpoint, which may be any model).
 */
export const learntBy = (rules: ModelOfRules, tickets: readonly LabelledTicket[]): Promise<boolean[] | null> =>
  knownBy(readTrainedOn, rules, tickets);

/** Which of them, not learnt, fitted its confidences or chose its thresholds: a bound on its error from these is none. Null: as above. */
export const calibratedBy = (rules: ModelOfRules, tickets: readonly LabelledTicket[]): Promise<boolean[] | null> =>
  knownBy(readCalibratedOn, rules, tickets);

type ModelOfRules = Pick<Specialist, 'released' | 'calibration'>;

async function knownBy(
  read: (modelFolder: string) => Promise<TrainedOn | null>,
  { released, calibration }: ModelOfRules,
  tickets: readonly LabelledTicket[],
): Promise<boolean[] | null> {
  const isKnown = calibration ? await read(released.folder) : null;
  return isKnown && tickets.map(({ value }) => isKnown(JSON.parse(value.toString()), cleanedText(value)));
}

function cleanedText(value: Buffer): TicketText {
  const decoded = decodeTicket(value, null);
  return decoded.ok ? cleanTicket(decoded.ticket) : {};
}
