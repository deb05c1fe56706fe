import type { Logger } from 'pino';
import type { DescribedModel } from './classify/load-model.ts';
import { loadSimilarTickets, type SimilarTicket, type SimilarTickets } from './escalate/similar-tickets.ts';

/**
 * The labelled tickets nearest to an embedding of the model, but for the one named. Read when somebody asks for the first time: 4 MB
 * that most processes never need. None where the folder is not the one any more that the model was loaded from.
 */
export function nearestTicketsOf(
  released: DescribedModel,
  log: Logger,
): (embedding: Int8Array, most: number, exclude: string) => Promise<SimilarTicket[]> {
  let index: Promise<SimilarTickets | null> | undefined;

  // All else that is told of a ticket is true without them.
  const withoutThem = (error: unknown) => {
    const remedy = 'start this process anew if the model was exchanged; otherwise restore its folder from its release';
    log.warn({ err: error, remedy }, 'explanations go without the labelled tickets that resemble');
    return null;
  };

  return async (embedding, most, exclude) => {
    index ??= loadSimilarTickets(released).catch(withoutThem);
    const tickets = await index;
    if (!tickets || embedding.length !== tickets.dimension) return [];
    return tickets.nearest(embedding, { k: most, exclude: new Set([exclude]) });
  };
}
