import { z } from 'zod';

/** RFC 9457, content type `application/problem+json`. */
export const problemSchema = z.looseObject({
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  code: z.string().optional(),
  /** What to do about it. */
  remedy: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
