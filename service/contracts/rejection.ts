import { z } from 'zod';

/** Why a message can never become a ticket. The list is closed: downstream alerts switch on it. */
export const rejectionReasons = [
  'tombstone',
  'empty_value',
  'invalid_utf8',
  'invalid_json',
  'not_an_object',
  'too_deep',
  'invalid_ticket',
] as const;

export const rejectionReasonSchema = z.enum(rejectionReasons);
export type RejectionReason = z.infer<typeof rejectionReasonSchema>;

/** Headers of a dead letter; its key, value and other headers are those of the message as it came, byte for byte. */
export const rejectionHeadersSchema = z.object({
  'signalbox-reason': rejectionReasonSchema,
  /** One sentence: what is wrong, where, and how to mend it. */
  'signalbox-detail': z.string().min(1).max(500),
  'signalbox-origin-topic': z.string().min(1),
  'signalbox-origin-partition': z.string().regex(/^\d+$/),
  'signalbox-origin-offset': z.string().regex(/^\d+$/),
  /** Milliseconds since 1970-01-01 UTC, as the broker had it. */
  'signalbox-origin-timestamp': z.string().regex(/^-?\d+$/),
});
export type RejectionHeaders = z.infer<typeof rejectionHeadersSchema>;
