import { useRef } from 'react';
import { Area, Line, ReferenceDot, ReferenceLine } from 'recharts';
import { bandStyle, ErrorCoverageChart, lineStyle } from '../parts/error-coverage-chart.tsx';
import { count, percent } from '../parts/format.ts';
import type { ReleasedPoint } from './released-curve.ts';

/** The curve of the released model. One drags along it, or moves the slider below it by keyboard. */
export function CurveChart({
  curve,
  index,
  targetError,
  onMove,
  onRest,
}: {
  curve: readonly ReleasedPoint[];
  index: number;
  targetError: number;
  onMove: (index: number) => void;
  /** The drag has ended. */
  onRest: () => void;
}) {
  const isDragged = useRef(false);
  const point = curve[index] as ReleasedPoint;
  const data = curve.map((given) => ({ ...given, range: [given.risk, given.riskUpperBound95] }));
  // Steady while one drags: only a high target makes more room.
  const highest = Math.max(0.05, targetError * 1.2, (curve.at(-1)?.riskUpperBound95 ?? 0) * 1.1);
  const follow = ({ activeTooltipIndex }: { activeTooltipIndex?: number | string | null | undefined }) => {
    const at = Number(activeTooltipIndex ?? Number.NaN);
    if (isDragged.current && Number.isInteger(at)) onMove(at);
  };
  const letGo = () => {
    isDragged.current = false;
    onRest();
  };
  return (
    <ErrorCoverageChart
      title="Error and coverage at each threshold"
      isTitleHidden
      summary={`At threshold ${percent(point.threshold)}: ${percent(point.coverage)} routed, error at most ${percent(point.riskUpperBound95)}.`}
      heightPx={300}
      columns={['Threshold', 'Coverage', 'Error', 'Error at most', 'Tickets']}
      rows={curve.map(({ threshold, coverage, risk, riskUpperBound95, accepted }) => [
        percent(threshold, 2),
        percent(coverage),
        percent(risk),
        percent(riskUpperBound95),
        count(accepted),
      ])}
      data={data}
      highest={highest}
      coverageName="routed without asking"
      errorDigits={1}
      pointer={{
        className: 'curve',
        onMouseDown: (state) => {
          isDragged.current = true;
          follow(state);
        },
        onMouseMove: follow,
        onMouseUp: letGo,
        onMouseLeave: letGo,
      }}
    >
      <Area {...bandStyle} />
      <Line dataKey="risk" dot={false} {...lineStyle} />
      <ReferenceLine y={targetError} stroke="var(--bad)" strokeDasharray="4 4" />
      <ReferenceLine x={point.coverage} stroke="var(--text)" />
      <ReferenceDot
        x={point.coverage}
        y={point.risk}
        r={6}
        fill="var(--accent)"
        stroke="var(--surface)"
        strokeWidth={2}
      />
    </ErrorCoverageChart>
  );
}
