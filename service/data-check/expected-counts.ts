import { type GivenTicket, type Split, splits } from './checked-ticket.ts';

/** How the training divides what has no splits (`SHARES` of its options.py). */
export const shares: Readonly<Record<Split, number>> = { train: 0.6, validation: 0.1, calibration: 0.15, test: 0.15 };

export interface ExpectedCounts {
  /** Splits that are measured with or trained on, whether their files are there or training is to make them. */
  looksAt: Split[];
  /** Those that training is to make out of the tickets that it is given. */
  carved: Split[];
  /** Tickets of a label in a split; a whole number, expected where training divides. */
  of(label: string | null, split: Split): number;
}

/**
 * How many tickets of each label a split has, or is to have once training has divided what is not divided yet.
 * Files of measuring splits alone are taken as such: there is nothing to divide.
 */
export function expectedCounts(tickets: readonly Pick<GivenTicket, 'split' | 'label'>[]): ExpectedCounts {
  const counts = new Map<string, number>();
  const keyOf = (label: string | null, split: string) => `${split} ${JSON.stringify(label)}`;
  for (const { label, split } of tickets) {
    // A file that is no split yet is what training is given to learn from.
    const key = keyOf(label, split === 'undivided' ? 'train' : split);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const present = new Set(tickets.map(({ split }) => (split === 'undivided' ? 'train' : split)));
  const carved = present.has('train') ? splits.filter((split) => !present.has(split)) : [];
  const left = 1 - carved.reduce((sum, split) => sum + shares[split], 0);
  const given = (label: string | null, split: Split) => counts.get(keyOf(label, split)) ?? 0;
  return {
    looksAt: splits.filter((split) => present.has(split) || carved.includes(split)),
    carved,
    of: (label, split) => {
      if (carved.includes(split)) return Math.round(shares[split] * given(label, 'train'));
      return split === 'train' ? Math.round(left * given(label, 'train')) : given(label, split);
    },
  };
}
