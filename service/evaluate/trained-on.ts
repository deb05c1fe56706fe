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
export const readTrainedOn = (modelFolder: string): Promise<TrainedOn | null> =>
  readFingerprints(join(modelFolder, 'trained-on.u64'));

/**
 * The same of the tickets that fitted the confidences of a released model or chose a threshold, and were not learnt.
 * @returns null for a release from before there were such fingerprints
 */
export const readCalibratedOn = (modelFolder: string): Promise<TrainedOn | null> =>
  readFingerprints(join(modelFolder, 'calibrated-on.u64'));

async function readFingerprints(path: string): Promise<TrainedOn | null> {
  let file: Buffer;
  try {
    file = await readFile(path);
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
 * without a letter or digit are not among them, so that none has the fingerprint of the empty text.
 */
function fingerprintOf({ subject, body }: TicketText): bigint {
  const text = `${typeof subject === 'string' ? subject : ''}\n${typeof body === 'string' ? body : ''}`;
  return createHash('sha256').update(text).digest().readBigUInt64LE(0);
}
