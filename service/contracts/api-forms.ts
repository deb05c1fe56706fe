import { z } from 'zod';

export const share = z.number().min(0).max(1);
export const count = z.int().nonnegative();
export const time = z.iso.datetime();
export const candidateSchema = z.strictObject({ category: z.string(), probability: share });

/** What a list is narrowed by. One that is empty, as a script with an unset variable sends it, must not narrow it to everything. */
export const filterText = z.string().min(1, 'must not be empty; leave it out to ask without it');

/** `next` goes into `after` of the next request; null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() });
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(500).optional(),
};
export const periodQuery = {
  /** First moment of the period. Absent: 30 days before `to`. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** First moment after it. Absent: now. */
  to: z.iso.datetime({ offset: true }).optional(),
};
