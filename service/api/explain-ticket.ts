import type { Explanation } from '../contracts/api-tickets.ts';
import { SignalboxError } from '../errors.ts';
import { createMask } from '../privacy/mask-personal-data.ts';
import { maskTicket } from '../privacy/mask-ticket.ts';
import { candidatesOf, type Stretch, stretchesOf, weightsOf, without } from '../review/explain-choice.ts';
import type { AppParts } from './app.ts';
import { createTurns } from './in-turn.ts';
import { createLatestAsked } from './latest-asked.ts';

export interface KeptText {
  eventId: string;
  ticketId: string;
  subject: string;
  body: string;
}

/** @param category that the words speak for or against; absent: the model's first choice */
export type ExplainTicket = (text: KeptText, category: string | undefined) => Promise<Explanation>;

type Parts = Pick<AppParts, 'maxTokens' | 'nearestTickets'> & {
  router: Pick<AppParts['router'], 'taxonomy' | 'classifier' | 'model'>;
};
type Occlusion = Omit<Explanation, 'words' | 'category'> & {
  stretches: Stretch[];
  whole: Float32Array;
  occluded: Float32Array[];
};

/** A run of the model costs as much as its text is long, so a long text is taken apart into fewer, longer stretches. */
const mostStretches = 60;
const leastStretches = 20;
const mostWordsRead = 4000;
const mostNearest = 5;
const longestNeighbour = 2000;
const mostKept = 100;
const deadlineMs = 60_000;

/** Asks the model about a text as it is kept and with each stretch taken out, all in one call. */
export function createExplainer({ router, maxTokens, nearestTickets }: Parts): ExplainTicket {
  const { taxonomy, classifier, model } = router;
  // One category asks for no other runs of the model than the next.
  const kept = createLatestAsked<Promise<Occlusion>>(mostKept);
  const inTurn = createTurns();

  async function occlude({ ticketId, subject, body }: KeptText): Promise<Occlusion> {
    const whole = { subject, body };
    const words = stretchesOf(whole, { most: Number.POSITIVE_INFINITY, readWords: maxTokens }).length;
    const most = Math.min(mostStretches, Math.max(leastStretches, Math.floor(mostWordsRead / Math.max(1, words))));
    const stretches = stretchesOf(whole, { most, readWords: maxTokens });
    const variants = [whole, ...stretches.map((stretch) => without(whole, stretch))];
    const [scores, ...occluded] = await inTime((deadline) => classifier.classify(variants, deadline));
    if (!scores) throw new SignalboxError('CLASSIFIER_FAILED', 'the classifier gave no scores');
    const nearest = scores.embedding ? await nearestTickets(scores.embedding, mostNearest, ticketId) : [];
    return {
      modelVersion: model.version,
      candidates: candidatesOf(scores.probabilities, taxonomy.codes),
      outOfTaxonomy: scores.outOfTaxonomy,
      stretches,
      whole: scores.probabilities,
      occluded: occluded.map(({ probabilities }) => probabilities),
      nearest: nearest.map(({ id, label, subject, body, similarity }) => {
        const masked = maskTicket(createMask(), { subject, body });
        return { id, label, ...masked, body: masked.body.slice(0, longestNeighbour).toWellFormed(), similarity };
      }),
    };
  }

  function occlusionOf(text: KeptText): Promise<Occlusion> {
    const known = kept.get(text.eventId);
    if (known) return known;
    const made = inTurn(() => occlude(text));
    kept.set(text.eventId, made);
    made.catch(() => kept.delete(text.eventId));
    return made;
  }

  return async (text, category) => {
    const { stretches, whole, occluded, ...explained } = await occlusionOf(text);
    const about = category ?? explained.candidates[0]?.category ?? taxonomy.codes[0];
    const column = taxonomy.codes.indexOf(about);
    return { ...explained, category: about, words: weightsOf(stretches, whole, occluded, column) };
  };
}

/** Engines that are called off throw the signal's reason, or an AbortError: neither says who has to act. */
async function inTime<Result>(ask: (deadline: AbortSignal) => Promise<Result>): Promise<Result> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    return await ask(deadline);
  } catch (cause) {
    if (!deadline.aborted || cause instanceof SignalboxError) throw cause;
    throw new SignalboxError('CLASSIFIER_DEADLINE', 'the model did not explain a ticket in time', {
      cause,
      remedy: 'try again in a moment; tickets that come in keep the model busy as well',
    });
  }
}
