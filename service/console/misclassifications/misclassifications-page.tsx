import { useQuery } from '@tanstack/react-query';
import { reportQuery } from '../api/queries.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { Panel } from '../parts/panel.tsx';
import { PeriodPicker } from '../parts/period-picker.tsx';
import { ReliabilityPanel } from '../parts/reliability-chart.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { useScope } from '../parts/use-scope.ts';
import { CategoriesPanel } from './categories-panel.tsx';
import { ExportLinks } from './export-links.tsx';
import { MatrixPanel } from './matrix-panel.tsx';
import { RiskCoverageChart } from './risk-coverage-chart.tsx';
import './misclassifications.css';

export function MisclassificationsPage() {
  const scope = useScope();
  const report = useQuery(reportQuery(scope));
  return (
    <>
      <PageHeader
        title="Misclassifications"
        lead="Where tickets went wrong, estimated from those that people read."
        actions={
          <>
            <ExportLinks scope={scope} />
            <PeriodPicker modelVersions={report.data?.modelVersions ?? []} />
          </>
        }
      />
      <QueryState query={report} lines={18}>
        {(data) => (
          <div className="stack">
            <MatrixPanel report={data} />
            <CategoriesPanel categories={data.categories} period={data.period} generatedAt={data.generatedAt} />
            <div className="columns">
              <div className="span-6">
                <ReliabilityPanel reliability={data.reliability} />
              </div>
              <div className="span-6">
                <Panel
                  title="What would another threshold do?"
                  note="From the decisions of the period, not from a test set."
                >
                  {data.riskCoverage.some(({ risk }) => risk.estimate !== null) ? (
                    <RiskCoverageChart points={data.riskCoverage} />
                  ) : (
                    <EmptyState title="Nothing to draw yet">Read audit tickets to see it.</EmptyState>
                  )}
                </Panel>
              </div>
            </div>
          </div>
        )}
      </QueryState>
    </>
  );
}
