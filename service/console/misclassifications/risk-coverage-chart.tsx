import { Area, CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts';
import type { RiskPoint } from '../../contracts/misclassification-report.ts';
import { axisName, axisStyle, ChartFigure, tooltipStyle } from '../parts/chart-figure.tsx';
import { interval, percent } from '../parts/format.ts';

/** How many tickets a threshold routes, and how many of them wrongly, on the decisions of the period. */
export function RiskCoverageChart({ points }: { points: readonly RiskPoint[] }) {
  const data = points
    .filter(({ risk }) => risk.estimate !== null)
    .map(({ threshold, coverage, risk }) => ({
      threshold,
      coverage,
      risk: risk.estimate as number,
      range: [risk.low, risk.high],
    }))
    .sort((a, b) => a.coverage - b.coverage);
  const highest = Math.max(0.05, ...data.map(({ risk }) => risk)) * 1.4;
  return (
    <ChartFigure
      title="Risk and coverage: what routing more would cost"
      summary={`Error among routed tickets from ${percent(data[0]?.risk ?? 0)} at ${percent(data[0]?.coverage ?? 0)} coverage to ${percent(data.at(-1)?.risk ?? 0)} at ${percent(data.at(-1)?.coverage ?? 0)}.`}
      heightPx={280}
      columns={['Threshold', 'Coverage', 'Error', 'Interval', 'Read']}
      rows={points.map(({ threshold, coverage, risk }) => [
        percent(threshold),
        percent(coverage),
        risk.estimate === null ? '–' : percent(risk.estimate),
        interval(risk),
        risk.labelled,
      ])}
    >
      <ComposedChart data={data} margin={{ top: 8, right: 12, bottom: 4, left: 0 }}>
        <CartesianGrid stroke="var(--line)" />
        <XAxis
          label={axisName('coverage', 'x')}
          dataKey="coverage"
          type="number"
          domain={[0, 1]}
          tickFormatter={(v: number) => percent(v, 0)}
          {...axisStyle}
        />
        <YAxis
          label={axisName('error', 'y')}
          width={44}
          type="number"
          domain={[0, Math.min(1, highest)]}
          allowDataOverflow
          tickFormatter={(v: number) => percent(v, 0)}
          {...axisStyle}
        />
        <Tooltip
          labelFormatter={(coverage, [entry]) =>
            `Coverage ${percent(Number(coverage))}, threshold ${percent(Number(entry?.payload?.threshold ?? 0))}`
          }
          formatter={(value) =>
            Array.isArray(value) ? value.map((end) => percent(Number(end))).join(' to ') : percent(Number(value))
          }
          {...tooltipStyle}
        />
        <Area
          name="95 % interval"
          dataKey="range"
          stroke="none"
          fill="var(--accent)"
          fillOpacity={0.14}
          isAnimationActive={false}
        />
        <Line
          name="Error"
          dataKey="risk"
          stroke="var(--accent)"
          strokeWidth={1.8}
          dot={{ r: 2 }}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ChartFigure>
  );
}
