import type { Estimate } from '../../contracts/misclassification-report.ts';
import { interval, percent, spokenEstimate } from './format.ts';

/**
 * An estimated share, never without its 95 % interval: the number, the interval as text and as a whisker, and how many
 * tickets people read for it.
 */
export function EstimateValue({ value, size = 'row' }: { value: Estimate; size?: 'row' | 'stat' }) {
  const title = spokenEstimate(value);
  if (value.estimate === null) {
    return (
      <span className="estimate estimate-unknown" title={title}>
        <span className="estimate-number">–</span>
        <span className="estimate-interval">{value.labelled === 0 ? 'none read' : 'not known'}</span>
      </span>
    );
  }
  return (
    <span className={`estimate estimate-${size}`} title={title}>
      <span className="estimate-number">{percent(value.estimate)}</span>
      <span className="estimate-interval">{interval(value)}</span>
      <Whisker value={value} />
    </span>
  );
}

/** Where estimate and interval lie between 0 and 100 %. */
export function Whisker({ value }: { value: Estimate }) {
  const left = `${value.low * 100}%`;
  return (
    <span className="whisker" aria-hidden="true">
      <span className="whisker-range" style={{ insetInlineStart: left, width: `${(value.high - value.low) * 100}%` }} />
      {value.estimate === null ? null : (
        <span className="whisker-point" style={{ insetInlineStart: `${value.estimate * 100}%` }} />
      )}
    </span>
  );
}
