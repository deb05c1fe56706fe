import { Area, Line, ReferenceLine } from 'recharts';
import type { RiskPoint } from '../../contracts/misclassification-report.ts';
import { bandStyle, ErrorCoverageChart, lineStyle } from '../parts/error-coverage-chart.tsx';
import { count, interval, percent } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { type ReadPoint, readPoints } from '../parts/read-points.ts';
import { EmptyState } from '../parts/states.tsx';
import type { ReleasedPoint } from './released-curve.ts';
import { productionAt, sharedCurve } from './target-error.ts';

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
  const highest = Math.max(0.05, ...production.map(({ risk }) => risk.estimate * 1.5));
  const [least, most] = [production[0] as ReadPoint, production.at(-1) as ReadPoint];
  return (
    <>
      <ul className="legend" aria-hidden="true">
        <li className="legend-production">Production, with its 95 % interval</li>
        <li className="legend-released">Calibration split</li>
      </ul>
      <ErrorCoverageChart
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
        data={sharedCurve(curve, production)}
        highest={highest}
      >
        <Area name="95 % interval" connectNulls {...bandStyle} />
        <Line
          name="Calibration split"
          dataKey="released"
          dot={false}
          connectNulls
          {...lineStyle}
          stroke="var(--text-soft)"
          strokeDasharray="5 3"
        />
        <Line name="Production" dataKey="production" dot={{ r: 2 }} connectNulls {...lineStyle} />
        <ReferenceLine x={coverage} stroke="var(--line-strong)" />
      </ErrorCoverageChart>
    </>
  );
}
