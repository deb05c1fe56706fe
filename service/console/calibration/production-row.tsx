import { useQuery } from '@tanstack/react-query';
import { reportQuery } from '../api/queries.ts';
import { percent } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { ReliabilityChart } from '../parts/reliability-chart.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { useScope } from '../parts/use-scope.ts';
import { ProductionPanel } from './production-panel.tsx';
import type { ReleasedPoint } from './released-curve.ts';

/** What the period itself says of the confidence and of the threshold. */
export function ProductionRow({ curve, point }: { curve: readonly ReleasedPoint[]; point: ReleasedPoint }) {
  const report = useQuery(reportQuery(useScope()));
  return (
    <QueryState query={report} lines={8}>
      {({ riskCoverage, reliability: { bins, ece } }) => (
        <div className="columns">
          <div className="span-7">
            <ProductionPanel curve={curve} point={point} points={riskCoverage} />
          </div>
          <div className="span-5">
            <Panel
              title="Does the confidence mean what it says?"
              note={
                ece === null
                  ? 'Nothing has been read yet.'
                  : `Expected calibration error ${percent(ece)} on the decisions of the period.`
              }
            >
              {bins.some(({ accuracy }) => accuracy.estimate !== null) ? (
                <ReliabilityChart bins={bins} ece={ece} />
              ) : (
                <EmptyState title="Nothing to draw yet">Read audit tickets to see it.</EmptyState>
              )}
            </Panel>
          </div>
        </div>
      )}
    </QueryState>
  );
}
