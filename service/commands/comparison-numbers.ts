import type { Estimated, Interval } from '../statistics/intervals.ts';

export const percent = (share: number | null) => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);
export const points = (share: number) => signless(share * 100, 1);
export const pointsWithin = ({ estimate, low, high }: Estimated) =>
  `${signed(estimate * 100, 1)} points (${range({ low: low * 100, high: high * 100 }, 1)})`;
export const range = ({ low, high }: Interval, digits: number) => `${signed(low, digits)} to ${signed(high, digits)}`;

/** A margin with all the digits that it was given with. */
export const marginPoints = (margin: number) => (margin * 100).toFixed(marginDigits(margin));

/** With as many digits as the margin, and more where it would read the same although it is not. */
export function pointsBeside(share: number, margin: number): string {
  const fewest = marginDigits(margin);
  for (let digits = fewest; digits < fewest + 6; digits++)
    if ((share * 100).toFixed(digits) !== (margin * 100).toFixed(digits)) return signless(share * 100, digits);
  return marginPoints(margin);
}

/** Of a margin in points, one at least. */
export function marginDigits(margin: number): number {
  const inPoints = Number((margin * 100).toPrecision(12));
  const text = inPoints.toLocaleString('en', { maximumFractionDigits: 20, useGrouping: false });
  return Math.max(1, text.split('.')[1]?.length ?? 0);
}

/** Upwards, to its first two digits. */
export function roundedUp(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / unit) * unit;
}

/** Without the sign of a zero that was rounded to. */
function signless(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

export function signed(value: number, digits: number): string {
  const text = signless(value, digits);
  return Number(text) > 0 ? `+${text}` : text;
}
