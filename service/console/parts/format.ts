import type { Estimate } from '../../contracts/misclassification-report.ts';
import { numberFormat } from './locale.ts';

/** A narrow no-break space stands before the unit. */
const plain = numberFormat();
const compact = numberFormat({ notation: 'compact', maximumFractionDigits: 1 });
const tenths = numberFormat({ minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const count = (value: number): string => plain.format(Math.round(value));
export const shortCount = (value: number): string => (value < 10_000 ? count(value) : compact.format(value));

/** Sums of shares miss 0 and 1 by less. */
const lastBits = 1e-12;
/** Beyond that many a share is only told to be under or over what they can say. */
const usualMostDigits = 4;

/** A share as per cent. Digits grow towards the ends, so that 99.96 % is not shown as 100 %. */
export const percent = (share: number, digits = 1): string => `${perCent(share, digits)}\u202f%`;

/** For tables: one digit, and what it cannot say is only told to be beyond it, `>99.9 %`. */
export const shortPercent = (share: number): string => `${perCent(share, 1, 1)}\u202f%`;

/** `96.1–98.9 %` */
export const interval = ({ low, high }: { low: number; high: number }, digits = 1): string =>
  `${perCent(low, digits)}–${perCent(high, digits)}\u202f%`;

/** A limit that was chosen and not measured, with the digits that it has: `98.5 %`, `99 %` */
export const bound = (share: number): string =>
  `${numberFormat({ maximumFractionDigits: 2 }).format(share * 100)}\u202f%`;

function perCent(share: number, leastDigits: number, mostDigits = usualMostDigits): string {
  const write = (value: number, digits: number) =>
    numberFormat({ minimumFractionDigits: leastDigits, maximumFractionDigits: digits }).format(value * 100);
  const isInside = share > lastBits && share < 1 - lastBits;
  if (!isInside) return write(share, leastDigits);
  const isNearEnd = share > 0.999 || share < 0.001;
  for (let digits = isNearEnd ? Math.max(2, leastDigits) : leastDigits; digits <= mostDigits; digits++) {
    const text = write(share, digits);
    if (text !== write(0, digits) && text !== write(1, digits)) return text;
  }
  const smallest = 10 ** -(mostDigits + 2);
  return share < 0.5 ? `<${write(smallest, mostDigits)}` : `>${write(1 - smallest, mostDigits)}`;
}

/** As a screen reader should say it. */
export function spokenEstimate(given: Estimate): string {
  if (given.estimate === null) {
    // Read ones that nothing can be said by: none of them belongs there, or all were corrected unasked.
    return given.labelled === 0 ? 'unknown, 0 tickets read' : `unknown by the ${plural(given.labelled, 'ticket')} read`;
  }
  const [low, high] = [percent(given.low), percent(given.high)];
  return `${percent(given.estimate)}, 95 % interval ${low} to ${high}, ${plural(given.labelled, 'ticket')} read`;
}

export const usd = (value: number): string => dollars(value, digitsOf(value));

/** As many digits for each as the smallest of them needs: sums below each other are compared by their length, too. */
export function usdAlike(values: readonly (number | null)[]): (value: number) => string {
  const digits = Math.max(2, ...values.map((value) => digitsOf(value ?? 0)));
  return (value) => dollars(value, digits);
}

const digitsOf = (value: number): number => (value !== 0 && Math.abs(value) < 0.1 ? 4 : 2);

function dollars(value: number, digits: number): string {
  const { format } = numberFormat({
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const isTooSmall = value > 0 && format(value) === format(0);
  return isTooSmall ? `<${format(10 ** -digits)}` : format(value);
}

export function milliseconds(value: number): string {
  if (value < 10) return `${tenths.format(value)} ms`;
  if (value < 1000) return `${Math.round(value)} ms`;
  if (value < 60_000) return `${tenths.format(value / 1000)} s`;
  return minutes(value / 60_000);
}

/** `45 min`, `4 h`, `2 d` */
export function minutes(value: number): string {
  if (value < 60) return `${Math.round(value)} min`;
  if (value < 48 * 60) return `${plain.format(Math.round((value / 60) * 10) / 10)} h`;
  return `${plain.format(Math.round((value / 1440) * 10) / 10)} d`;
}

/** `+1.2` percentage points, with a real minus. */
export function points(difference: number): string {
  const text = tenths.format(Math.abs(difference * 100));
  if (text === tenths.format(0)) return `±${text}`;
  return `${difference > 0 ? '+' : '−'}${text}`;
}

export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${Math.round(n) === 1 ? one : many}`;

/** An estimated number of tickets; less than half a one is not none. */
export const estimated = (value: number, write = count): string =>
  value > lastBits && value < 0.5 ? '<1' : write(value);

export const estimatedTickets = (value: number): string =>
  `${estimated(value)} ${value > lastBits && value < 1.5 ? 'ticket' : 'tickets'}`;
