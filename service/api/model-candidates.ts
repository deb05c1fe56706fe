import { candidatesOf } from '../review/explain-choice.ts';
import type { QueuedTicket } from '../review/store/find-queue.ts';
import type { AppParts } from './app.ts';
import type { KeptText } from './explain-ticket.ts';
import { createTurns } from './in-turn.ts';
import { createLatestAsked } from './latest-asked.ts';

type Candidates = QueuedTicket['candidates'];

/** What the model thinks of each text, best first, by event; nothing of those that it cannot be asked about now. */
export type ModelCandidates = (texts: readonly KeptText[]) => Promise<ReadonlyMap<string, Candidates>>;

type Parts = Pick<AppParts, 'log'> & { router: Pick<AppParts['router'], 'taxonomy' | 'classifier'> };

/** Many times the longest queue that one can ask for. */
const mostKept = 2000;
const deadlineMs = 10_000;

/** Asks the model once for each event: one and the same model says the same of it every time. */
export function createModelCandidates({ router, log }: Parts): ModelCandidates {
  const { taxonomy, classifier } = router;
  const kept = createLatestAsked<Candidates>(mostKept);
  const inTurn = createTurns();
  const isUnknown = ({ eventId }: KeptText) => kept.get(eventId) === undefined;

  async function ask(texts: readonly KeptText[], deadline: AbortSignal): Promise<void> {
    // Whoever came first may have asked about the same ones, or have taken all of the time.
    const unknown = texts.filter(isUnknown);
    if (unknown.length === 0) return;
    deadline.throwIfAborted();
    const read = unknown.map(({ subject, body }) => ({ subject, body }));
    const scores = await classifier.classify(read, deadline);
    for (const [i, { eventId }] of unknown.entries()) {
      const found = scores[i];
      if (found) kept.set(eventId, candidatesOf(found.probabilities, taxonomy.codes));
    }
  }

  return async (texts) => {
    const deadline = AbortSignal.timeout(deadlineMs);
    if (texts.some(isUnknown)) {
      await inTurn(() => ask(texts, deadline)).catch((error) => {
        log.warn({ err: error }, 'the candidates of a queue are not known');
      });
    }
    return new Map(texts.map(({ eventId }) => [eventId, kept.get(eventId) ?? []]));
  };
}
