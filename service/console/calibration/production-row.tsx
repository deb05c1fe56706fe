import { useQuery } from '@tanstack/react-query';
import { reportQuery } from '../api/queries.ts';
import { ReliabilityPanel } from '../parts/reliability-chart.tsx';
import { QueryState } from '../parts/states.tsx';
import { useScope } from '../parts/use-scope.ts';
import { ProductionPanel } from './production-panel.tsx';
import type { ReleasedPoint } from './released-curve.ts';

/** What the period itself says of the confidence and of the threshold. */
export function ProductionRow({ curve, point }: { curve: readonly ReleasedPoint[]; point: ReleasedPoint }) {
  const report = useQuery(reportQuery(useScope()));
  return (
    <QueryState query={report} lines={8}>
      {({ riskCoverage, reliability }) => (
        <div className="columns">
          <div className="span-7">
            <ProductionPanel curve={curve} point={point} points={riskCoverage} />
          </div>
          <div className="span-5">
            <ReliabilityPanel reliability={reliability} />
          </div>
        </div>
      )}
    </QueryState>
  );
}
