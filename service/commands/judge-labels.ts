import { assertLabelsMatch, describeModel } from '../classify/load-model.ts';
import type { Config } from '../config.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import type { CheckedTicket } from '../data-check/checked-ticket.ts';
import type { Opinion } from '../data-check/suspected-labels.ts';
import { SignalboxError } from '../errors.ts';
import { type Specialist, startSpecialist } from '../start-specialist.ts';
import { assessLabelled, learntBy } from './assess-labelled.ts';
import type { LabelledTicket } from './labelled-tickets.ts';

export interface Judgement {
  model: string;
  /** Tickets that it learnt, about which it is not asked; null: nothing tells which these are, and it was asked about all. */
  trainedOn: number | null;
  opinions: Opinion[];
}

/** Why no model was asked. */
export interface NotJudged {
  because: string;
}

/**
 * What the released model says of the tickets that it did not learn, when it has the very categories of the taxonomy.
 * @param onProgress told how many are done, and of how many
 */
export async function judgeLabels(
  config: Config,
  taxonomy: Taxonomy,
  tickets: readonly CheckedTicket[],
  onProgress: (done: number, of: number) => void,
  start: (config: Config) => Promise<Specialist> = startSpecialist,
): Promise<Judgement | NotJudged> {
  if (config.classifier.kind === 'remote')
    return { because: 'an endpoint classifies (CLASSIFIER=remote), and nothing tells which tickets it was trained on' };
  const misfit = await whyMisfit(config.modelPath, taxonomy);
  if (misfit !== null) return { because: misfit };
  const specialist = await start(config);
  try {
    const labelled = tickets.map(asLabelled);
    const learnt = await learntBy(specialist, labelled);
    const open = tickets.flatMap((ticket, i) =>
      learnt?.[i] ? [] : [{ ticket, labelled: labelled[i] as LabelledTicket }],
    );
    const assessed = await assessLabelled(
      open.map((one) => one.labelled),
      specialist,
      (done) => onProgress(done, open.length),
    );
    const opinions = assessed.flatMap(({ decision }, i): Opinion[] => {
      const [best] = decision.candidates;
      if (!best) return [];
      const counts = decision.kind !== 'review' || decision.reason === 'low_confidence';
      const { ticket } = open[i] as (typeof open)[number];
      return [{ ticket, ...best, isRouted: decision.kind === 'accept', counts }];
    });
    return { model: specialist.model.version, trainedOn: learnt?.filter(Boolean).length ?? null, opinions };
  } finally {
    await specialist.classifier.close();
  }
}

async function whyMisfit(modelPath: string, taxonomy: Taxonomy): Promise<string | null> {
  try {
    const { manifest } = await describeModel(modelPath);
    assertLabelsMatch(manifest.labels, taxonomy, `the model in ${modelPath}`);
    return null;
  } catch (error) {
    if (error instanceof SignalboxError)
      return error.code === 'MODEL_LABELS_MISMATCH'
        ? `the model in ${modelPath} has other categories than the taxonomy`
        : error.message;
    throw error;
  }
}

/** Of the fields that are not checked some could not be read by the service. */
const asLabelled = ({ id, label, subject, body, channel }: CheckedTicket): LabelledTicket => ({
  id,
  label,
  value: Buffer.from(JSON.stringify({ ticketId: id, subject, body, channel })),
});
