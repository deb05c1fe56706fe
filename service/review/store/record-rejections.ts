import type { RejectionReason } from '../../contracts/rejection.ts';
import type { Source } from '../../contracts/routing-event.ts';
import { eventIdOf } from '../../publish/build-event.ts';
import type { Database } from './open-store.ts';
import { storable } from './storable-text.ts';

/** Counts messages that could not become a ticket. Their bytes stay on the topic: what is in them is not known. */
export async function recordRejections(
  db: Database,
  rejections: readonly { source: Source; reason: RejectionReason; receivedAt: Date }[],
): Promise<void> {
  if (rejections.length === 0) return;
  await db
    .insertInto('rejections')
    .values(
      rejections.map(({ source, reason, receivedAt }) => ({
        event_id: storable(eventIdOf(source)),
        reason,
        received_at: receivedAt,
      })),
    )
    .onConflict((c) => c.doNothing())
    .execute();
}
