import { sparkPath } from './spark-path.ts';

/** A trend in a table's cell. What it shows is said in words by `label`. */
export function Sparkline({ values, label }: { values: readonly (number | null)[]; label: string }) {
  const path = sparkPath(values, { width: 88, height: 22 });
  return (
    <svg className="sparkline" viewBox="0 0 88 22" width="88" height="22" role="img" aria-label={label}>
      <path className="sparkline-area" d={path.area} />
      <path className="sparkline-line" d={path.line} />
    </svg>
  );
}
