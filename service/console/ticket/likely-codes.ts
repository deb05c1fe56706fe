import type { Explanation, TicketView } from '../../contracts/api-tickets.ts';
import type { Word } from './correction-state.ts';

/** More of them is a list to be searched, and there is one. */
const most = 6;

/** Where the ticket may belong: by the machine, by people, and by what the model thinks of its text, which is asked for last. */
export function likelyCodes(
  { choice, event }: Pick<TicketView['decisions'][number], 'choice' | 'event'>,
  word: Pick<Word, 'category'> | null,
  explained: Explanation['candidates'],
): string[] {
  const published = event?.decision === 'needs_review' ? event.candidates : [];
  const opinion = event?.decision === 'needs_review' ? event.opinion?.category : null;
  const given = [choice, word?.category, opinion, ...[...published, ...explained].map(({ category }) => category)];
  return [...new Set(given.filter((code) => typeof code === 'string'))].slice(0, most);
}
