import { percent } from './format.ts';

/** A probability as a number with a bar; a tick marks the threshold where there is one. */
export function ConfidenceBar({
  value,
  threshold,
  label = 'confidence',
}: {
  value: number | null;
  threshold?: number | undefined;
  label?: string;
}) {
  if (value === null) return <span className="muted">–</span>;
  const spoken = threshold === undefined ? '' : `, threshold ${percent(threshold)}`;
  return (
    <span className="confidence" title={`${label} ${percent(value)}${spoken}`}>
      <span className="confidence-number">{percent(value)}</span>
      <span className="confidence-track" aria-hidden="true">
        <span className="confidence-fill" style={{ width: `${value * 100}%` }} />
        {threshold === undefined ? null : (
          <span className="confidence-threshold" style={{ insetInlineStart: `${threshold * 100}%` }} />
        )}
      </span>
    </span>
  );
}
