import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the training hashes: the texts as they were given, before any cleaning. */
export interface GivenText {
  subject?: unknown;
  body?: unknown;
}

/** Tells tickets that a released model was trained on. */
export type TrainedOn = (ticket: GivenText) => boolean;

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
  return (ticket) => known.has(fingerprintOf(ticket));
}

/** As `fingerprint` of the training: the first eight bytes of the SHA-256 of subject and body, little endian. */
function fingerprintOf({ subject, body }: GivenText): bigint {
  const text = `${typeof subject === 'string' ? subject : ''}\n${typeof body === 'string' ? body : ''}`;
  return createHash('sha256').update(text).digest().readBigUInt64LE(0);
}
