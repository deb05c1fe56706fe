import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DescribedModel } from '../classify/load-model.ts';
import { escalatedTicketSchema } from '../contracts/escalated-ticket.ts';
import { SignalboxError } from '../errors.ts';

const labelledTicketSchema = z.object({
  id: z.string().min(1),
  /** Null: out of taxonomy. */
  label: z.string().nullable(),
  subject: z.string(),
  body: z.string(),
  /** As in the escalated ticket: names whose signature is not in the text any more. */
  givenAway: escalatedTicketSchema.shape.givenAway,
});
type LabelledTicket = z.infer<typeof labelledTicketSchema>;

/** A labelled training ticket, cleaned but not masked: mask it before it leaves the company. */
export interface SimilarTicket extends LabelledTicket {
  /** Cosine of the two embeddings, from -1 to 1. */
  similarity: number;
}

export interface SimilarTickets {
  readonly count: number;
  /** Length of an embedding. */
  readonly dimension: number;
  /**
   * The labelled tickets nearest to an embedding, best first; equally near ones by id. At most
   * `mostPerCategory` have the same label, so that a large category does not crowd out the others; null counts as a label.
   * Looks at every ticket: 4,036 of them with 384 numbers each take about 6 ms of one core.
   * @param embedding of the very model that the tickets were released with: another one's points somewhere else
   * @param options.exclude ids that must not come
   * @throws RangeError when the embedding has another length than `dimension`
   */
  nearest(
    embedding: Int8Array,
    options: { k: number; mostPerCategory?: number; exclude?: ReadonlySet<string> },
  ): SimilarTicket[];
}

/**
 * Reads the labelled training tickets that were released with the model, and checks them against the manifest's SHA-256: not
 * everybody who shows them has loaded the model.
 * @returns null when the model folder has none
 * @throws SignalboxError MODEL_INVALID
 */
export async function loadSimilarTickets({ folder, manifest }: DescribedModel): Promise<SimilarTickets | null> {
  if (!manifest.similarTickets) return null;
  const { count, dimension } = manifest.similarTickets;
  const invalid = (reason: string, cause?: unknown) =>
    new SignalboxError('MODEL_INVALID', `the similar tickets in ${folder} are not valid: ${reason}`, {
      cause,
      remedy: `restore the folder from its release, or make them anew: npm run train -- index --model ${folder} --tickets FOLDER`,
    });
  const read = async (name: string) => {
    const bytes = await readFile(join(folder, name)).catch((cause) => {
      throw invalid(`${name} cannot be read`, cause);
    });
    const expected = manifest.files[name];
    if (expected !== undefined && createHash('sha256').update(bytes).digest('hex') !== expected)
      throw invalid(`${name} is not the file that manifest.json describes`);
    return bytes;
  };
  const [text, bytes] = await Promise.all([read('similar-tickets.jsonl'), read('similar-tickets.i8')]);
  const tickets = parseTickets(text.toString('utf8'), invalid);
  if (tickets.length !== count || bytes.length !== count * dimension)
    throw invalid(
      `${tickets.length} tickets and ${bytes.length} bytes of embeddings do not make ${count} of dimension ${dimension}`,
    );
  return searchable(tickets, new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), dimension);
}

function parseTickets(text: string, invalid: (reason: string, cause: unknown) => SignalboxError): LabelledTicket[] {
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line, i) => {
    try {
      return labelledTicketSchema.parse(JSON.parse(line));
    } catch (cause) {
      throw invalid(`line ${i + 1} of similar-tickets.jsonl is no labelled ticket`, cause);
    }
  });
}

/** @param embeddings row-major, tickets × dimension */
function searchable(tickets: readonly LabelledTicket[], embeddings: Int8Array, dimension: number): SimilarTickets {
  // Rounding leaves a vector about 0.2 % off length 127; a ticket must be as near to itself as can be.
  const lengths = Float64Array.from(tickets, (_, row) => lengthOf(embeddings, row * dimension, dimension));

  return {
    count: tickets.length,
    dimension,
    nearest(embedding, { k, mostPerCategory = 4, exclude }) {
      if (embedding.length !== dimension)
        throw new RangeError(`an embedding of length ${embedding.length} where ${dimension} was expected`);
      const length = lengthOf(embedding, 0, dimension);
      const most = Math.min(k, mostPerCategory);
      const nearestOf = new Map<string | null, SimilarTicket[]>(); // by label, best first, at most `most`
      for (const [row, ticket] of tickets.entries()) {
        const product = dot(embedding, embeddings, row * dimension);
        const similarity = cosine(product, length * (lengths[row] as number));
        const ofLabel = nearestOf.get(ticket.label) ?? [];
        const last = ofLabel[most - 1];
        if ((last && last.similarity > similarity) || exclude?.has(ticket.id)) continue;
        ofLabel.push({ ...ticket, similarity });
        ofLabel.sort(bestFirst).splice(most);
        nearestOf.set(ticket.label, ofLabel);
      }
      return [...nearestOf.values()].flat().sort(bestFirst).slice(0, k);
    },
  };
}

/** Of `a` and the row of `rows` that starts at `start`. */
function dot(a: Int8Array, rows: Int8Array, start: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (rows[start + i] as number);
  return sum;
}

function lengthOf(rows: Int8Array, start: number, dimension: number): number {
  const row = rows.subarray(start, start + dimension);
  return Math.sqrt(dot(row, row, 0));
}

/** Vectors of nothing but zeros are like no other. */
function cosine(product: number, lengths: number): number {
  return lengths === 0 ? 0 : Math.min(1, Math.max(-1, product / lengths));
}

function bestFirst(a: SimilarTicket, b: SimilarTicket): number {
  if (a.similarity !== b.similarity) return b.similarity - a.similarity;
  return a.id < b.id ? -1 : 1;
}
