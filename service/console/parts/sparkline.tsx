import { sparkPath } from './spark-path.ts';

/** A trend in a table's cell; the way to a last value that is not complete yet is dashed. What it shows is said in words by `label`. */
export function Sparkline({
  values,
  label,
  isLastIncomplete = false,
}: {
  values: readonly number[];
  label: string;
  isLastIncomplete?: boolean;
}) {
  const last = values.length - 1;
  const size = { width: 88, height: 22, most: Math.max(0, ...values) };
  const complete = sparkPath(
    values.map((value, i) => (isLastIncomplete && i === last ? null : value)),
    size,
  );
  const soFar = sparkPath(
    values.map((value, i) => (isLastIncomplete && i >= last - 1 ? value : null)),
    size,
  );
  return (
    <svg className="sparkline" viewBox="0 0 88 22" width="88" height="22" role="img" aria-label={label}>
      <path className="sparkline-area" d={complete.area} />
      <path className="sparkline-line" d={complete.line} />
      <path className="sparkline-line" d={soFar.line} strokeDasharray="2 2" />
    </svg>
  );
}
