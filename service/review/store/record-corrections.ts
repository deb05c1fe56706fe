import { type Selectable, sql } from 'kysely';
import type { Correction } from '../../contracts/correction.ts';
import { createMask } from '../../privacy/mask-personal-data.ts';
import { attachLabels } from './attach.ts';
import { countChanges } from './change-counts.ts';
import type { Database } from './open-store.ts';
import { storable } from './storable-text.ts';
import type { CorrectionsTable } from './tables.ts';
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
 * What is read first under an id is what counts.
 * @returns those that say something else under an id that is known, and so are left out
 */
export async function recordCorrections(
  db: Database,
  received: readonly ReceivedCorrection[],
): Promise<ReceivedCorrection[]> {
  const items = received.map((item) => {
    const row = correctionRow(item, item.offset);
    return { item, row, id: row.correction_id, ticketId: row.ticket_id };
  });
  const leftOut: ReceivedCorrection[] = [];
  await writeBatch(db, items, async (trx, kept) => {
    await trx
      .insertInto('corrections')
      .values(firstOfEach(kept))
      .onConflict((c) => c.column('correction_id').doNothing())
      .execute();
    const ids = kept.map(({ id }) => id);
    const rows = await trx
      .selectFrom('corrections')
      .select(['correction_id', 'topic_offset', ...said])
      .where(sql<boolean>`correction_id = any(${ids}::text[])`)
      .execute();
    const stored = new Map(rows.map((row) => [row.correction_id, row]));
    const isStored = ({ id, row }: (typeof kept)[number]) => {
      const known = stored.get(id);
      return known !== undefined && saysTheSame(known, row);
    };
    const same = kept.filter(isStored);
    const readBack = firstOfEach(same.filter(({ id }) => stored.get(id)?.topic_offset === null));
    if (readBack.length > 0) {
      await trx
        .insertInto('corrections')
        .values(readBack)
        .onConflict((c) =>
          c.column('correction_id').doUpdateSet(({ ref }) => ({
            on_topic: true,
            effective_at: ref('excluded.effective_at'),
            topic_offset: ref('excluded.topic_offset'),
          })),
        )
        .execute();
    }
    await attachLabels(
      trx,
      same.map(({ ticketId }) => ticketId),
    );
    await countChanges(trx, { corrections: same.length });
    leftOut.push(...kept.filter((word) => !isStored(word)).map(({ item }) => item));
  });
  return leftOut;
}

function firstOfEach<Row>(words: readonly { id: string; row: Row }[]): Row[] {
  return [...new Map([...words].reverse().map(({ id, row }) => [id, row])).values()];
}

/** What makes one correction another. */
export const said = ['ticket_id', 'revision', 'category', 'retracts'] as const;

export const saysTheSame = (a: Said, b: Said): boolean => said.every((column) => a[column] === b[column]);

type Said = Pick<Selectable<CorrectionsTable>, (typeof said)[number]>;

/** What somebody wrote in their own words, as it is kept. */
export const maskedNote = (note: string): string => storable(createMask()(note).slice(0, longestNote));

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
    note: correction.note === undefined ? null : maskedNote(correction.note),
    retracts: correction.retracts === undefined ? null : storable(correction.retracts),
    on_topic: offset !== null,
    topic_offset: offset,
  };
}
