import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import type { RiskPoint } from '../../contracts/misclassification-report.ts';
import { axisName, axisStyle, ChartFigure, tooltipStyle } from '../parts/chart-figure.tsx';
import { count, interval, percent } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { EmptyState } from '../parts/states.tsx';
import type { ReleasedPoint } from './released-curve.ts';
import { productionAt, type ReadPoint, readPoints, sharedCurve } from './target-error.ts';

/** Whether production keeps what the calibration split promised. */
export function ProductionPanel({
  curve,
  point,
  points,
}: {
  curve: readonly ReleasedPoint[];
  point: ReleasedPoint;
  points: readonly RiskPoint[];
}) {
  const production = readPoints(points);
  const here = productionAt(production, point.threshold);
  return (
    <Panel
      title="Does production keep it?"
      note="The decisions of the period that people read, beside the calibration split."
    >
      {here ? (
        <>
          <p className="production-here">
            At a threshold of about {percent(here.threshold, 0)}, <strong>{percent(here.risk.estimate)}</strong>{' '}
            <span className="muted">
              ({interval(here.risk)}, {count(here.risk.labelled)} read)
            </span>{' '}
            of the first choices in production are wrong
            {here.risk.low > point.riskUpperBound95 ? ', clearly more than' : '; it should be at most'}{' '}
            {percent(point.riskUpperBound95)} by the calibration split.
          </p>
          <SharedChart curve={curve} production={production} coverage={here.coverage} />
        </>
      ) : (
        <EmptyState title="Nothing to draw yet">Read audit tickets to see it.</EmptyState>
      )}
    </Panel>
  );
}

function SharedChart({
  curve,
  production,
  coverage,
}: {
  curve: readonly ReleasedPoint[];
  production: readonly ReadPoint[];
  coverage: number;
}) {
  const highest = Math.min(1, Math.max(0.05, ...production.map(({ risk }) => risk.estimate * 1.5)));
  const [least, most] = [production[0] as ReadPoint, production.at(-1) as ReadPoint];
  return (
    <>
      <ul className="legend" aria-hidden="true">
        <li className="legend-production">Production, with its 95 % interval</li>
        <li className="legend-released">Calibration split</li>
      </ul>
      <ChartFigure
        title="Error and coverage in production and on the calibration split"
        isTitleHidden
        summary={`Error in production from ${percent(least.risk.estimate)} at ${percent(least.coverage)} coverage to ${percent(most.risk.estimate)} at ${percent(most.coverage)}.`}
        heightPx={250}
        columns={['Measured', 'Threshold', 'Coverage', 'Error', 'Between', 'Tickets']}
        rows={[
          ...production.map(({ threshold, coverage: share, risk }) => [
            'Production',
            ...[percent(threshold, 2), percent(share), percent(risk.estimate), interval(risk), count(risk.labelled)],
          ]),
          ...curve.map(({ threshold, coverage: share, risk, riskUpperBound95, accepted }) => [
            'Calibration split',
            ...[percent(threshold, 2), percent(share), percent(risk), `at most ${percent(riskUpperBound95)}`],
            count(accepted),
          ]),
        ]}
      >
        <ComposedChart data={sharedCurve(curve, production)} margin={{ top: 8, right: 12, bottom: 4, left: 0 }}>
          <CartesianGrid stroke="var(--line)" />
          <XAxis
            dataKey="coverage"
            type="number"
            domain={[0, 1]}
            tickFormatter={(value: number) => percent(value, 0)}
            label={axisName('coverage', 'x')}
            {...axisStyle}
          />
          <YAxis
            width={44}
            domain={[0, highest]}
            allowDataOverflow
            tickFormatter={(value: number) => percent(value, 0)}
            label={axisName('error', 'y')}
            {...axisStyle}
          />
          <Tooltip
            labelFormatter={(value) => `Coverage ${percent(Number(value))}`}
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
            connectNulls
            isAnimationActive={false}
          />
          <Line
            name="Calibration split"
            dataKey="released"
            stroke="var(--text-soft)"
            strokeDasharray="5 3"
            strokeWidth={1.5}
            dot={false}
            connectNulls
            isAnimationActive={false}
          />
          <Line
            name="Production"
            dataKey="production"
            stroke="var(--accent)"
            strokeWidth={1.8}
            dot={{ r: 2 }}
            connectNulls
            isAnimationActive={false}
          />
          <ReferenceLine x={coverage} stroke="var(--line-strong)" />
        </ComposedChart>
      </ChartFigure>
    </>
  );
}
