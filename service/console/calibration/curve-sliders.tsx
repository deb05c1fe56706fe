import { count, percent, points } from '../parts/format.ts';
import { useOwnValue } from '../parts/use-own-value.ts';
import { OutOfReachNote } from './out-of-reach-note.tsx';
import type { ReleasedPoint } from './released-curve.ts';
import { type Chosen, targetRange } from './target-error.ts';

interface CurveSlidersProps {
  curve: readonly ReleasedPoint[];
  chosen: Chosen;
  inForce: number;
  /** Of the chosen point. */
  threshold: number;
  thresholdInForce: number;
  target: number;
  onTarget: (target: number) => void;
  onMove: (index: number) => void;
  /** A slider was let go. */
  onRest: () => void;
}

/**
 * One says either how many errors are allowed, or how much is routed without asking; the threshold follows from it. To the
 * right more is routed and more errs, as on the curve above.
 */
export function CurveSliders({
  curve,
  chosen,
  inForce,
  threshold,
  thresholdInForce,
  target,
  onTarget,
  onMove,
  onRest,
}: CurveSlidersProps) {
  const point = curve[chosen.index] as ReleasedPoint;
  const targetField = useOwnValue(target, onTarget);
  const placeField = useOwnValue(chosen.index, onMove);
  const now = curve[inForce] as ReleasedPoint;
  return (
    <>
      <div className="curve-sliders">
        <label htmlFor="target">Target error</label>
        <input
          id="target"
          type="range"
          min={Math.min(targetRange.least, target)}
          max={Math.max(targetRange.most, target)}
          step={targetRange.step}
          value={targetField.value}
          onPointerUp={onRest}
          onBlur={() => {
            targetField.onBlur();
            onRest();
          }}
          aria-valuetext={`at most ${percent(target)}: threshold ${percent(point.threshold, 2)}, routes ${percent(point.coverage)}`}
          onChange={(event) => targetField.onChange(Number(event.target.value))}
        />
        <output htmlFor="target">{percent(targetField.value)}</output>
        <label htmlFor="routed">Routed without asking</label>
        <input
          id="routed"
          type="range"
          min={0}
          max={curve.length - 1}
          value={placeField.value}
          onPointerUp={onRest}
          onBlur={() => {
            placeField.onBlur();
            onRest();
          }}
          aria-valuetext={`${percent(point.coverage)}: threshold ${percent(threshold, 2)}, error at most ${percent(point.riskUpperBound95)}`}
          onChange={(event) => placeField.onChange(Number(event.target.value))}
        />
        <output htmlFor="routed">{percent((curve[placeField.value] ?? point).coverage)}</output>
      </div>
      {chosen.isOutOfReach ? (
        <OutOfReachNote curve={curve} target={target} onTarget={onTarget} />
      ) : (
        <p className="curve-result">
          {chosen.index === inForce ? (
            <>This is in force: {percent(now.coverage)} are routed without asking.</>
          ) : (
            <>
              The threshold goes from {percent(thresholdInForce, 2)} to <strong>{percent(point.threshold, 2)}</strong>:{' '}
              <strong>{percent(point.coverage)}</strong> are routed without asking,{' '}
              {points(point.coverage - now.coverage)} points. Of 1,000 tickets people see{' '}
              {count((1 - point.coverage) * 1000)} instead of {count((1 - now.coverage) * 1000)}.
            </>
          )}
        </p>
      )}
    </>
  );
}
