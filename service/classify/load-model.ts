import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import {
  type Calibration,
  calibrationSchema,
  type ModelManifest,
  modelManifestSchema,
} from '../contracts/model-manifest.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { SignalboxError } from '../errors.ts';

/** A released model as far as its manifest tells: enough to know it by, not to run it. */
export interface DescribedModel {
  folder: string;
  manifest: ModelManifest;
}

export interface ReleasedModel extends DescribedModel {
  calibration: Calibration;
}

const neededFiles = ['model.onnx', 'calibration.json', 'tokenizer.json', 'tokenizer_config.json'];

const retrain = 'train one: npm run train -- --taxonomy TAXONOMY --tickets FOLDER --out MODEL';

/**
 * Reads and checks a model folder, files against the manifest's SHA-256 included.
 * @throws SignalboxError MODEL_MISSING, MODEL_INVALID
 */
export async function loadModel(folder: string): Promise<ReleasedModel> {
  const { manifest } = await describeModel(folder);
  assertVouchesForAll(folder, manifest);
  const calibration = await readChecked(folder, 'calibration.json', calibrationSchema);
  await Promise.all(
    Object.entries(manifest.files).map(async ([name, expected]) => {
      if ((await sha256Of(folder, name)) !== expected) {
        throw new SignalboxError(
          'MODEL_INVALID',
          `${join(folder, name)} is not the file that manifest.json describes`,
          {
            remedy: 'restore the folder from its release, or train again',
          },
        );
      }
    }),
  );
  return { folder, manifest, calibration };
}

/** What the manifest does not list, it would not notice to be another's: the model answers by all four. */
function assertVouchesForAll(folder: string, { files }: ModelManifest): void {
  const missing = neededFiles.filter((name) => !Object.hasOwn(files, name));
  if (missing.length === 0) return;
  throw new SignalboxError(
    'MODEL_INVALID',
    `${join(folder, 'manifest.json')} lists no SHA-256 of ${missing.join(', ')} under "files"`,
    { remedy: 'restore the folder from its release, or train again' },
  );
}

/**
 * Reads the manifest of a model folder and none of the files that it lists.
 * @throws SignalboxError MODEL_MISSING, MODEL_INVALID
 */
export async function describeModel(folder: string): Promise<DescribedModel> {
  return { folder, manifest: await readChecked(folder, 'manifest.json', modelManifestSchema) };
}

/**
 * A model may only serve the taxonomy whose categories it has learnt.
 * @throws SignalboxError MODEL_LABELS_MISMATCH that names the differences
 */
export function assertLabelsMatch(labels: readonly string[], taxonomy: Taxonomy, of: string): void {
  const known = new Set(taxonomy.codes);
  const learnt = new Set(labels);
  const missing = taxonomy.codes.filter((code) => !learnt.has(code));
  const unknown = labels.filter((label) => !known.has(label));
  if (missing.length === 0 && unknown.length === 0 && learnt.size === labels.length) return;
  const differences = [
    missing.length > 0 ? `it has not learnt ${listed(missing)}` : '',
    unknown.length > 0 ? `the taxonomy does not have its ${listed(unknown)}` : '',
    learnt.size < labels.length ? 'it repeats a label' : '',
  ].filter(Boolean);
  throw new SignalboxError(
    'MODEL_LABELS_MISMATCH',
    `${of} does not fit taxonomy ${taxonomy.version}: ${differences.join('; ')}`,
    {
      remedy: `choose the model or the taxonomy that belong together (SIGNALBOX_MODEL, SIGNALBOX_TAXONOMY), or ${retrain}`,
    },
  );
}

function listed(codes: readonly string[]): string {
  const shown = codes.slice(0, 5).join(', ');
  return codes.length > 5 ? `${shown} and ${codes.length - 5} more` : shown;
}

/** In pieces: whole, the files would stay in memory until long after the start, beside what they are loaded into. */
async function sha256Of(folder: string, name: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(join(folder, name)), hash);
  } catch (cause) {
    throw unreadable(folder, name, cause);
  }
  return hash.digest('hex');
}

function unreadable(folder: string, name: string, cause: unknown): SignalboxError {
  return new SignalboxError('MODEL_MISSING', `cannot read ${join(folder, name)}`, {
    cause,
    remedy: `point SIGNALBOX_MODEL (or --model) at a released model folder, or ${retrain}`,
  });
}

async function readChecked<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const text = await readFile(join(folder, name), 'utf8').catch((cause) => {
    throw unreadable(folder, name, cause);
  });
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SignalboxError('MODEL_INVALID', `${join(folder, name)} is not valid: ${String(cause)}`, {
      cause,
      remedy: 'restore the folder from its release, or train again',
    });
  }
}
