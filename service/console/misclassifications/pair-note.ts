import type { ConfusionPair, DisagreementKind } from '../../contracts/misclassification-report.ts';
import { count } from '../parts/format.ts';
import { listedNote } from '../parts/listed-note.ts';

/** What the list of a pair's tickets, or of those with one cause, leaves out; null where it holds all. */
export function pairNote(
  { tickets, observed, split }: Pick<ConfusionPair, 'tickets' | 'observed' | 'split'>,
  chosen: DisagreementKind | undefined,
): string | null {
  if (!chosen) return listedNote(tickets.length, observed);
  const listed = tickets.filter(({ kind }) => kind === chosen).length;
  const all = split[chosen];
  if (listed >= all) return null;
  const latest = `the latest ${count(tickets.length)} of the pair’s ${count(observed)} tickets`;
  return `${count(listed)} of ${count(all)} are listed: those among ${latest}.`;
}
