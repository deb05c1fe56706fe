import { sql } from 'kysely';

/** Of corrections named `c`: words that still stand. A retraction is none itself, and takes the word back that it names. */
export const standing = sql<boolean>`c.retracts is null and not exists (
  select 1 from corrections as r
  where r.ticket_id = c.ticket_id and r.revision = c.revision and r.retracts = c.correction_id)`;

/** The order of corrections. One that has not been read from the topic yet is the youngest of those with its time. */
export const latestFirst = sql`effective_at desc, topic_offset desc nulls first, correction_id desc`;
