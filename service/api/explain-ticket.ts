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

/** Whoever waits for an explanation: the response that it is for. */
type Asker = { readonly closed: boolean };

/** @param category that the words speak for or against; absent: the model's first choice */
export type ExplainTicket = (text: KeptText, category: string | undefined, asker: Asker) => Promise<Explanation>;

type Parts = Pick<AppParts, 'maxTokens' | 'nearestTickets'> & {
  router: Pick<AppParts['router'], 'taxonomy' | 'classifier' | 'model'>;
};
type Occlusion = Omit<Explanation, 'words' | 'category'> & {
  stretches: Stretch[];
  whole: Float32Array;
  occluded: Float32Array[];
};
interface Asked {
  made: Promise<Occlusion>;
  /** Those who asked before its turn came; null once it has come. */
  askers: Asker[] | null;
  /** Of the last of them. */
  deadline: AbortSignal;
}

/** A run of the model costs as much as its text is long, so a long text is taken apart into fewer, longer stretches. */
const mostStretches = 60;
const leastStretches = 20;
const mostWordsRead = 4000;
const mostNearest = 5;
const longestNeighbour = 2000;
const mostKept = 100;
const deadlineMs = 60_000;

/**
 * Asks the model about a text as it is kept and with each stretch taken out, all in one call. One ticket after the other, and
 * what nobody waits for any more when its turn comes is left out: whoever leafs through tickets would wait for all that they saw.
 */
export function createExplainer({ router, maxTokens, nearestTickets }: Parts): ExplainTicket {
  const { taxonomy, classifier, model } = router;
  // One category asks for no other runs of the model than the next.
  const kept = createLatestAsked<Asked>(mostKept);
  const inTurn = createTurns();

  async function occlude({ ticketId, subject, body }: KeptText, deadline: AbortSignal): Promise<Occlusion> {
    const whole = { subject, body };
    const words = stretchesOf(whole, { most: Number.POSITIVE_INFINITY, readWords: maxTokens }).length;
    const most = Math.min(mostStretches, Math.max(leastStretches, Math.floor(mostWordsRead / Math.max(1, words))));
    const stretches = stretchesOf(whole, { most, readWords: maxTokens });
    const variants = [whole, ...stretches.map((stretch) => without(whole, stretch))];
    const [scores, ...occluded] = await inTime(deadline, () => classifier.classify(variants, deadline));
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

  function occlusionOf(text: KeptText, asker: Asker): Promise<Occlusion> {
    const known = kept.get(text.eventId);
    if (known) {
      if (known.askers) {
        known.askers.push(asker);
        known.deadline = AbortSignal.timeout(deadlineMs);
      }
      return known.made;
    }
    const asked: Asked = {
      askers: [asker],
      deadline: AbortSignal.timeout(deadlineMs),
      made: inTurn(async () => {
        const isWanted = asked.askers?.some(({ closed }) => !closed);
        asked.askers = null;
        if (isWanted) return occlude(text, asked.deadline);
        forget(); // at once: whoever asks next is not to share this
        throw new SignalboxError('INPUT_INVALID', 'the client left before its ticket was explained');
      }),
    };
    const forget = () => {
      if (kept.get(text.eventId) === asked) kept.delete(text.eventId);
    };
    kept.set(text.eventId, asked);
    asked.made.catch(forget);
    return asked.made;
  }

  return async (text, category, asker) => {
    const { stretches, whole, occluded, ...explained } = await occlusionOf(text, asker);
    const about = category ?? explained.candidates[0]?.category ?? taxonomy.codes[0];
    const column = taxonomy.codes.indexOf(about);
    return { ...explained, category: about, words: weightsOf(stretches, whole, occluded, column) };
  };
}

/** Engines that are called off throw the signal's reason, or an AbortError: neither says who has to act. */
async function inTime<Result>(deadline: AbortSignal, ask: () => Promise<Result>): Promise<Result> {
  try {
    deadline.throwIfAborted();
    return await ask();
  } catch (cause) {
    if (!deadline.aborted || cause instanceof SignalboxError) throw cause;
    throw new SignalboxError('CLASSIFIER_DEADLINE', 'the model did not explain a ticket in time', {
      cause,
      remedy: 'try again in a moment; tickets that come in keep the model busy as well',
    });
  }
}
