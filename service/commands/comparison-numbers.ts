import type { Estimated, Interval } from '../statistics/intervals.ts';

export const percent = (share: number | null) => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);
export const points = (share: number) => signless(share * 100, 1);
export const pointsWithin = ({ estimate, low, high }: Estimated) =>
  `${signed(estimate * 100, 1)} points (${range({ low: low * 100, high: high * 100 }, 1)})`;
export const range = ({ low, high }: Interval, digits: number) => `${signed(low, digits)} to ${signed(high, digits)}`;

/** Without the sign of a zero that was rounded to. */
function signless(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
}

export function signed(value: number, digits: number): string {
  const text = signless(value, digits);
  return Number(text) > 0 ? `+${text}` : text;
}
