import { type GivenTicket, type Part, type Split, splitOf, splits } from './checked-ticket.ts';

/** How the training divides what has no splits (`SHARES` of its options.py). */
export const shares: Readonly<Record<Split, number>> = { train: 0.6, validation: 0.1, calibration: 0.15, test: 0.15 };

export interface ExpectedCounts {
  /** Splits that are measured with or trained on, whether their files are there or training is to make them. */
  looksAt: Split[];
  /** Those that training is to make out of the tickets that it is given. */
  carved: Split[];
  /** Tickets of a label in a split; expected where training divides. */
  of(label: string | null, split: Split): number;
  /** Whether there is none of a label to be had: where training divides, none that it could put there. */
  hasNone(label: string | null, split: Split): boolean;
}

type Label = string | null;

/**
 * How many tickets of each label a split has, or is to have once training has divided what is not divided yet.
 * Augmented tickets are not divided: all of them are learnt. Files of measuring splits alone are taken as such.
 */
export function expectedCounts(tickets: readonly Pick<GivenTicket, 'split' | 'label'>[]): ExpectedCounts {
  const given = new Map<Part, Map<Label, number>>();
  for (const { label, split } of tickets) add(given, split === 'undivided' ? 'train' : split, label);
  const countOf = (label: Label, part: Part) => given.get(part)?.get(label) ?? 0;
  const present = new Set([...given.keys()].map(splitOf));
  const carved = given.has('train') ? splits.filter((split) => !present.has(split)) : [];
  const dealt = carved.length > 0 ? deal(given.get('train') ?? new Map(), carved) : given;
  const isDealt = (split: Split) => split === 'train' || carved.includes(split);
  return {
    looksAt: splits.filter((split) => present.has(split) || carved.includes(split)),
    carved,
    of: (label, split) => {
      const own = (isDealt(split) ? dealt : given).get(split)?.get(label) ?? 0;
      return split === 'train' ? own + countOf(label, 'augmented') : own;
    },
    // Where few are divided, which split gets them is not known before.
    hasNone: (label, split) => countOf(label, carved.includes(split) ? 'train' : split) === 0,
  };
}

/**
 * As `assign` of the training's split.py deals tickets out where no two belong together: the first of a label is learnt
 * from, each further one goes where its label, and next to that the whole, is most behind its share.
 */
function deal(totals: ReadonlyMap<Label, number>, carved: readonly Split[]): Map<Split, Map<Label, number>> {
  const left = 1 - carved.reduce((sum, split) => sum + shares[split], 0);
  const places = [{ split: 'train' as Split, due: left }, ...carved.map((split) => ({ split, due: shares[split] }))];
  const dealt = new Map<Split, Map<Label, number>>();
  const sizes = new Map<Split, number>();
  // Training mixes the labels by a hash, so each is spread over the whole here.
  const turns = [...totals]
    .flatMap(([label, total]) => Array.from({ length: total }, (_, i) => ({ label, total, at: (i + 0.5) / total })))
    .sort((a, b) => a.at - b.at);
  for (const { label, total } of turns) {
    const needs = places.map(
      ({ split, due }) =>
        due * total - (dealt.get(split)?.get(label) ?? 0) + 0.3 * (due - (sizes.get(split) ?? 0) / turns.length),
    );
    const isFirst = !dealt.get('train')?.has(label);
    const { split } = places[isFirst ? 0 : needs.indexOf(Math.max(...needs))] as (typeof places)[number];
    add(dealt, split, label);
    sizes.set(split, (sizes.get(split) ?? 0) + 1);
  }
  return dealt;
}

function add<P>(counts: Map<P, Map<Label, number>>, part: P, label: Label): void {
  const ofPart = counts.get(part) ?? new Map<Label, number>();
  counts.set(part, ofPart.set(label, (ofPart.get(label) ?? 0) + 1));
}
