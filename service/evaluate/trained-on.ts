import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the training hashes: the texts as they were given, and once more as the model reads them. */
export interface TicketText {
  subject?: unknown;
  body?: unknown;
}

/** Tells whether a released model was trained on a ticket, or on one that reads the same once it is cleaned. */
export type TrainedOn = (given: TicketText, cleaned: TicketText) => boolean;

/** @returns null for a release from before the training left fingerprints */
export async function readTrainedOn(modelFolder: string): Promise<TrainedOn | null> {
  let file: Buffer;
  try {
    file = await readFile(join(modelFolder, 'trained-on.u64'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const known = new Set<bigint>();
  for (let at = 0; at + 8 <= file.length; at += 8) known.add(file.readBigUInt64LE(at));
  return (given, cleaned) => [given, cleaned].some((text) => known.has(fingerprintOf(text)));
}

/**
 * As `fingerprint` of the training: the first eight bytes of the SHA-256 of subject and body, little endian. Tickets
 * without a word are not trained on, so that none has the fingerprint of the empty text.
 */
function fingerprintOf({ subject, body }: TicketText): bigint {
  const text = `${typeof subject === 'string' ? subject : ''}\n${typeof body === 'string' ? body : ''}`;
  return createHash('sha256').update(text).digest().readBigUInt64LE(0);
}
