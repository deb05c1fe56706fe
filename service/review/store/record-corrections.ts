import type { Correction } from '../../contracts/correction.ts';
import { createMask } from '../../privacy/mask-personal-data.ts';
import { attachLabels } from './attach.ts';
import type { Database } from './open-store.ts';
import { storable } from './storable-text.ts';
import { writeBatch } from './write-batch.ts';

/** The contract's; placeholders may be longer than what they stand for. */
const longestNote = 2000;

export interface ReceivedCorrection {
  /** The message's own id, else its position on the topic. */
  correctionId: string;
  correction: Correction;
  /** The broker's time of the message. */
  receivedAt: Date;
  /** Its place on the topic. */
  offset: number;
}

/**
 * Keeps corrections from the topic, in any order and however often they come. One for a ticket that is not here yet waits
 * for it. One that the console wrote first is known by its id; from now on its time is the one that a rebuild would give it.
 * The first message of an id is the one that counts.
 */
export async function recordCorrections(db: Database, received: readonly ReceivedCorrection[]): Promise<void> {
  const unique = new Map([...received].reverse().map((item) => [storable(item.correctionId), item]));
  const items = [...unique.values()].map((item) => ({ ...item, ticketId: storable(item.correction.ticketId) }));
  await writeBatch(db, items, async (trx, kept) => {
    await trx
      .insertInto('corrections')
      .values(kept.map((item) => correctionRow(item, item.offset)))
      .onConflict((c) =>
        c
          .column('correction_id')
          .doUpdateSet(({ ref }) => ({
            on_topic: true,
            effective_at: ref('excluded.effective_at'),
            topic_offset: ref('excluded.topic_offset'),
          }))
          .where('corrections.topic_offset', 'is', null),
      )
      .execute();
    await attachLabels(
      trx,
      kept.map(({ ticketId }) => ticketId),
    );
  });
}

export function correctionRow(
  { correctionId, correction, receivedAt }: Omit<ReceivedCorrection, 'offset'>,
  offset: number | null,
) {
  const correctedAt = new Date(correction.correctedAt);
  return {
    correction_id: storable(correctionId),
    ticket_id: storable(correction.ticketId),
    revision: correction.revision,
    category: correction.category,
    corrected_by: storable(correction.correctedBy),
    corrected_at: correctedAt,
    effective_at: correctedAt < receivedAt ? correctedAt : receivedAt,
    occasion: correction.occasion,
    note: correction.note === undefined ? null : storable(createMask()(correction.note).slice(0, longestNote)),
    retracts: correction.retracts === undefined ? null : storable(correction.retracts),
    on_topic: offset !== null,
    topic_offset: offset,
  };
}
