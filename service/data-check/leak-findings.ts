import { type CheckedTicket, splitOf, splits } from './checked-ticket.ts';
import { example, type Finding, finding, inWords } from './finding.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { textRead } from './text-findings.ts';

type Pair = readonly [CheckedTicket, CheckedTicket];

/** Tickets of one split that another one gives away: what is measured on them flatters the model. */
export function leakFindings(tickets: readonly CheckedTicket[]): Finding[] {
  const inOrder = splits.flatMap((split) => tickets.filter((ticket) => splitOf(ticket.split) === split));
  if (new Set(inOrder.map(({ split }) => splitOf(split))).size < 2) return [];
  const { pairs, isComplete } = nearDuplicates(
    inOrder.map(textRead),
    inOrder.map(({ split }) => splitOf(split)),
  );
  const alike = pairs.map(([a, b]): Pair => [inOrder[a] as CheckedTicket, inOrder[b] as CheckedTicket]);
  const ofOneSituation = situationsAcross(inOrder);
  const show = (pair: Pair) => example(pair, pair.map(({ split }) => split).join(' and '));
  const byHand = inOrder.some(({ split }) => split === 'augmented') ? '; augmented ones have to go by hand' : '';
  const remedy = `keep such tickets in one split: run.py split, with a new --out, does (training-data/README.md)${byHand}; until then what is measured on them flatters the model`;
  const pairsStand = (count: number) => `${inWords(count)} ${count === 1 ? 'pair' : 'pairs'}`;
  const stand = (count: number) => (count === 1 ? 'stands' : 'stand');
  return [
    ...finding('near_duplicates_across_splits', alike, {
      message: `${isComplete ? '' : 'at least '}${pairsStand(alike.length)} of near-duplicates ${stand(alike.length)} in two splits`,
      remedy,
      show,
    }),
    ...finding('situation_across_splits', ofOneSituation, {
      message: `${pairsStand(ofOneSituation.length)} of tickets of one situation ${stand(ofOneSituation.length)} in two splits`,
      remedy,
      show,
    }),
  ];
}

/** Each ticket beside the first of its situation, where that one stands in another split. */
function situationsAcross(tickets: readonly CheckedTicket[]): Pair[] {
  const firsts = new Map<string, CheckedTicket>();
  return tickets.flatMap((ticket): Pair[] => {
    if (!ticket.situation) return [];
    const first = firsts.get(ticket.situation);
    if (!first) firsts.set(ticket.situation, ticket);
    return first && splitOf(first.split) !== splitOf(ticket.split) ? [[first, ticket]] : [];
  });
}
