import { Area, Line } from 'recharts';
import type { RiskPoint } from '../../contracts/misclassification-report.ts';
import { bandStyle, ErrorCoverageChart, lineStyle } from '../parts/error-coverage-chart.tsx';
import { interval, percent } from '../parts/format.ts';
import { readPoints } from '../parts/read-points.ts';

/** How many tickets a threshold routes, and how many of them wrongly, on the decisions of the period. */
export function RiskCoverageChart({ points }: { points: readonly RiskPoint[] }) {
  const data = readPoints(points);
  const [least, most] = [data[0], data.at(-1)];
  const highest = Math.max(0.05, ...data.map(({ risk }) => risk.estimate)) * 1.4;
  return (
    <ErrorCoverageChart
      title="Risk and coverage: what routing more would cost"
      summary={`Error among routed tickets from ${percent(least?.risk.estimate ?? 0)} at ${percent(least?.coverage ?? 0)} coverage to ${percent(most?.risk.estimate ?? 0)} at ${percent(most?.coverage ?? 0)}.`}
      heightPx={280}
      columns={['Threshold', 'Coverage', 'Error', 'Interval', 'Read']}
      rows={points.map(({ threshold, coverage, risk }) => [
        percent(threshold),
        percent(coverage),
        risk.estimate === null ? '–' : percent(risk.estimate),
        interval(risk),
        risk.labelled,
      ])}
      data={data.map((point) => ({ ...point, risk: point.risk.estimate, range: [point.risk.low, point.risk.high] }))}
      highest={highest}
    >
      <Area name="95 % interval" {...bandStyle} />
      <Line name="Error" dataKey="risk" dot={{ r: 2 }} {...lineStyle} />
    </ErrorCoverageChart>
  );
}
