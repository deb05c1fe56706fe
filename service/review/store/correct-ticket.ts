import type { Transaction } from 'kysely';
import type { Correction } from '../../contracts/correction.ts';
import { SignalboxError } from '../../errors.ts';
import { attachLabels } from './attach.ts';
import { countChanges } from './change-counts.ts';
import type { Database } from './open-store.ts';
import { correctionRow, said, saysTheSame } from './record-corrections.ts';
import { latestFirst, standing } from './standing.ts';
import { storable } from './storable-text.ts';
import type { Tables } from './tables.ts';
import { lockTickets } from './write-batch.ts';

export interface AnalystCorrection {
  /** Chosen by the caller; the same id again is the same correction, so a repeated request changes nothing. */
  correctionId: string;
  correction: Correction;
  /** The correction that the analyst saw as the latest one; null when there was none. */
  basedOn: string | null;
  now: Date;
}

/**
 * A correction of an analyst who is waiting for the answer. It is kept here first and is still to be put on the topic
 * (`unpublishedCorrections`), so that neither a crash of the process nor a broker that is down loses it. Nor does a power cut,
 * where PostgreSQL keeps it; the embedded store leaves the writing to the operating system.
 * @returns whether it is new: who waits for an answer in vain says the same again
 * @throws SignalboxError TICKET_UNKNOWN, CATEGORY_UNKNOWN, CORRECTION_STALE: somebody else has corrected it meanwhile, or
 * what it takes back is not what stands; INPUT_INVALID: the id is that of another correction
 */
export async function correctTicket(
  db: Database,
  codes: readonly string[],
  { correctionId, correction, basedOn, now }: AnalystCorrection,
): Promise<boolean> {
  const ticketId = storable(correction.ticketId);
  return db.transaction().execute(async (trx) => {
    await lockTickets(trx, [ticketId]);
    const row = correctionRow({ correctionId, correction, receivedAt: now }, null);
    // First: what was accepted stays so, whatever has become of its ticket, its note or its category.
    if (await isKnown(trx, row)) return false;
    refuseUnknownCategory(codes, correction.category);
    await refuseUnknown(trx, ticketId, correction.revision);
    const latest = await latestCorrection(trx, ticketId, correction.revision);
    if ((latest?.correction_id ?? null) !== basedOn) {
      throw new SignalboxError('CORRECTION_STALE', staleMessage(latest), {
        remedy: 'look at the ticket again and decide with what has been said since',
      });
    }
    if (correction.retracts !== undefined) await refuseOther(trx, ticketId, correction.revision, correction.retracts);
    // It was made in knowledge of the latest one, so it follows it, whatever the two clocks say.
    const following =
      latest && latest.effective_at >= row.effective_at ? new Date(latest.effective_at.getTime() + 1) : null;
    await trx
      .insertInto('corrections')
      .values(following ? { ...row, corrected_at: following, effective_at: following } : row)
      .execute();
    await attachLabels(trx, [ticketId]);
    await countChanges(trx, { corrections: 1 });
    return true;
  });
}

function refuseUnknownCategory(codes: readonly string[], category: string | null): void {
  if (category === null || codes.includes(category)) return;
  throw new SignalboxError('CATEGORY_UNKNOWN', `the taxonomy has no category ${category}`, {
    remedy: 'choose one of the taxonomy, or none of them',
  });
}

async function refuseUnknown(trx: Transaction<Tables>, ticketId: string, revision: number): Promise<void> {
  const known = await trx
    .selectFrom('decisions')
    .select('event_id')
    .where('ticket_id', '=', ticketId)
    .where('revision', '=', revision)
    .limit(1)
    .executeTakeFirst();
  if (known) return;
  throw new SignalboxError('TICKET_UNKNOWN', `no decision is known for ticket ${ticketId}, revision ${revision}`, {
    remedy: 'check the id; a ticket appears here a moment after it was decided',
  });
}

async function isKnown(trx: Transaction<Tables>, row: ReturnType<typeof correctionRow>): Promise<boolean> {
  const known = await trx
    .selectFrom('corrections')
    .select([...said, 'note', 'note_removed'])
    .where('correction_id', '=', row.correction_id)
    .executeTakeFirst();
  if (!known) return false;
  // What a note said before retention took it cannot be told any more, only that there was one.
  const isSameNote = known.note_removed ? row.note !== null : known.note === row.note;
  if (!saysTheSame(known, row) || !isSameNote) {
    throw new SignalboxError('INPUT_INVALID', 'correctionId: something else was said under this id', {
      remedy: 'choose a new UUID for each correction, or leave it out',
    });
  }
  return true;
}

/** Only what stands can be taken back: what came before it would otherwise change without anybody having seen it. */
async function refuseOther(trx: Transaction<Tables>, ticketId: string, revision: number, id: string): Promise<void> {
  const last = await trx
    .selectFrom('corrections as c')
    .select('correction_id')
    .where('ticket_id', '=', ticketId)
    .where('revision', '=', revision)
    .where(standing)
    .orderBy(latestFirst)
    .limit(1)
    .executeTakeFirst();
  if (last?.correction_id === storable(id)) return;
  throw new SignalboxError('CORRECTION_STALE', `correction ${id} is not the one that stands for this ticket`, {
    remedy: 'look at the ticket again; only its latest correction can be taken back, and only once',
  });
}

function latestCorrection(trx: Transaction<Tables>, ticketId: string, revision: number) {
  return trx
    .selectFrom('corrections')
    .select(['correction_id', 'corrected_by', 'category', 'effective_at', 'retracts'])
    .where('ticket_id', '=', ticketId)
    .where('revision', '=', revision)
    .orderBy(latestFirst)
    .limit(1)
    .executeTakeFirst();
}

function staleMessage(
  latest: { corrected_by: string; category: string | null; retracts: string | null } | undefined,
): string {
  if (!latest) return 'the correction that this one was based on does not exist';
  if (latest.retracts !== null) return `${latest.corrected_by} has meanwhile taken a correction back`;
  return `${latest.corrected_by} has meanwhile said ${latest.category ?? 'that it belongs to no category'}`;
}
