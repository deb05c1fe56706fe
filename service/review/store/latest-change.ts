import { sql } from 'kysely';
import type { Database } from './open-store.ts';

/** Places of the latest decision and correction; cheap enough to look for every other second. */
export interface LatestChange {
  decision: { decidedAt: Date; eventId: string } | null;
  correction: { effectiveAt: Date; correctionId: string } | null;
}

export async function latestChange(db: Database): Promise<LatestChange> {
  const { rows } = await sql<{ at: Date | null; id: string | null; kind: string }>`
    (select 'decision' as kind, decided_at as at, event_id as id from decisions
      order by decided_at desc, event_id desc limit 1)
    union all
    (select 'correction', effective_at, correction_id from corrections
      order by effective_at desc, correction_id desc limit 1)`.execute(db);
  const of = (kind: string) => rows.find((row) => row.kind === kind);
  const [decision, correction] = [of('decision'), of('correction')];
  return {
    decision: decision?.at && decision.id ? { decidedAt: decision.at, eventId: decision.id } : null,
    correction: correction?.at && correction.id ? { effectiveAt: correction.at, correctionId: correction.id } : null,
  };
}

/** How many decisions and corrections come after these places. */
export async function countSince(
  db: Database,
  { decision, correction }: LatestChange,
): Promise<{ decisions: number; corrections: number }> {
  const never = new Date(0);
  const { rows } = await sql<{ decisions: number; corrections: number }>`
    select
      (select count(*)::int from decisions where (decided_at, event_id)
        > (${decision?.decidedAt ?? never}::timestamptz, ${decision?.eventId ?? ''}::text)) as decisions,
      (select count(*)::int from corrections where (effective_at, correction_id)
        > (${correction?.effectiveAt ?? never}::timestamptz, ${correction?.correctionId ?? ''}::text)) as corrections`.execute(
    db,
  );
  return rows[0] ?? { decisions: 0, corrections: 0 };
}
