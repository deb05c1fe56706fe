import { percent, shortPercent } from './format.ts';

/** A probability as a number with a bar; a tick marks the threshold where there is one. The title has all of its digits. */
export function ConfidenceBar({
  value,
  threshold,
  label = 'confidence',
  isFull = false,
}: {
  value: number | null;
  threshold?: number | undefined;
  label?: string;
  /** All digits are shown; there has to be room for them. */
  isFull?: boolean;
}) {
  if (value === null) return <span className="muted">–</span>;
  const spoken = threshold === undefined ? '' : `, threshold ${percent(threshold)}`;
  return (
    <span className="confidence" title={`${label} ${percent(value)}${spoken}`}>
      <span className="confidence-number">{isFull ? percent(value) : shortPercent(value)}</span>
      <span className="confidence-track" aria-hidden="true">
        <span className="confidence-fill" style={{ width: `${value * 100}%` }} />
        {threshold === undefined ? null : (
          <span className="confidence-threshold" style={{ insetInlineStart: `${threshold * 100}%` }} />
        )}
      </span>
    </span>
  );
}
