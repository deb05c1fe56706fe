import { setTimeout as wait } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { Correction } from '../contracts/correction.ts';
import { cloudEventHeaders, continuedTraceparent } from './cloud-events.ts';
import { createTicketPublisher, type TicketPublisher } from './publish-tickets.ts';

export interface CorrectionMessage {
  correctionId: string;
  correction: Correction;
}

export interface Outbox {
  /** Corrections that are not known to be on the topic, oldest first. */
  waiting: (most: number) => Promise<CorrectionMessage[]>;
  /** They are on the topic. */
  published: (correctionIds: readonly string[]) => Promise<void>;
  /** Told of a failure; the same corrections are tried again. */
  onFailure: (error: unknown) => void;
}

export interface RunningOutbox {
  /** There is something new to publish. */
  wake(): void;
  stop(): Promise<void>;
}

const mostAtOnce = 200;
/** For corrections of other processes, and after failures. */
const usualWaitMs = 2_000;

/** A correction with its own id, by which whoever reads it knows it again. */
export function correctionMessage({ correctionId, correction }: CorrectionMessage) {
  return {
    ticketId: correction.ticketId,
    value: Buffer.from(JSON.stringify(correction)),
    headers: cloudEventHeaders({
      id: correctionId,
      type: 'signalbox.ticket.corrected.v1',
      subject: correction.ticketId,
      time: correction.correctedAt,
      traceparent: continuedTraceparent(undefined),
    }),
  };
}

/**
 * Puts analysts' corrections on their topic: first there, then marked. A crash between the two publishes them once more with
 * the same id. Ends only when stopped; store and broker may each be down meanwhile.
 */
export function runOutbox(kafka: Kafka, topic: string, { waiting, published, onFailure }: Outbox): RunningOutbox {
  const stopping = new AbortController();
  let woken = new AbortController();
  let publisher: TicketPublisher | undefined;

  /** @returns whether there may be more */
  async function publishWaiting(): Promise<boolean> {
    const corrections = await waiting(mostAtOnce);
    if (corrections.length === 0) return false;
    publisher ??= await createTicketPublisher(kafka, topic);
    await publisher.publishAll(corrections.map(correctionMessage));
    await published(corrections.map(({ correctionId }) => correctionId));
    return corrections.length === mostAtOnce;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      woken = new AbortController(); // before looking: what comes while it looks wakes it again
      const hasMore = await publishWaiting().catch((error) => {
        onFailure(error);
        return false;
      });
      if (!hasMore && !stopping.signal.aborted)
        await wait(usualWaitMs, undefined, { signal: woken.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    wake: () => woken.abort(),
    async stop() {
      stopping.abort();
      woken.abort();
      await running;
      await publisher?.close();
    },
  };
}
