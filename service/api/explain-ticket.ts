import type { Explanation } from '../contracts/console-api.ts';
import { SignalboxError } from '../errors.ts';
import { createMask } from '../privacy/mask-personal-data.ts';
import { candidatesOf, stretchesOf, weightsOf, without } from '../review/explain-choice.ts';
import type { ApiParts } from './api-parts.ts';

interface KeptText {
  ticketId: string;
  subject: string;
  body: string;
}

/** Each takes one run of the model, about 15 ms of a core. */
const mostStretches = 60;
const mostNearest = 5;
const longestNeighbour = 2000;
const deadlineMs = 30_000;

/** Asks the model about the text as it is kept and with each stretch taken out, all in one call. */
export async function explainTicket(
  text: KeptText,
  category: string | undefined,
  { router, maxTokens, nearestTickets }: Pick<ApiParts, 'router' | 'maxTokens' | 'nearestTickets'>,
): Promise<Explanation> {
  const { taxonomy, classifier, model } = router;
  const whole = { subject: text.subject, body: text.body };
  const stretches = stretchesOf(whole, { most: mostStretches, readWords: maxTokens });
  const variants = [whole, ...stretches.map((stretch) => without(whole, stretch))];
  const [scores, ...occluded] = await classifier.classify(variants, AbortSignal.timeout(deadlineMs));
  if (!scores) throw new SignalboxError('CLASSIFIER_FAILED', 'the classifier gave no scores');
  const candidates = candidatesOf(scores.probabilities, taxonomy.codes);
  const about = category ?? candidates[0]?.category ?? taxonomy.codes[0];
  const nearest = scores.embedding ? await nearestTickets(scores.embedding, mostNearest, text.ticketId) : [];
  return {
    modelVersion: model.version,
    category: about,
    candidates,
    outOfTaxonomy: scores.outOfTaxonomy,
    words: weightsOf(
      stretches,
      scores.probabilities,
      occluded.map(({ probabilities }) => probabilities),
      taxonomy.codes.indexOf(about),
    ),
    nearest: nearest.map(({ id, label, subject, body, similarity }) => {
      const mask = createMask();
      const maskedBody = mask(body).slice(0, longestNeighbour).toWellFormed();
      return { id, label, subject: mask(subject), body: maskedBody, similarity };
    }),
  };
}
