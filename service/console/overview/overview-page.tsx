import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { reportQuery } from '../api/queries.ts';
import { EstimateValue } from '../parts/estimate-value.tsx';
import { count, estimated, percent, plural, usd } from '../parts/format.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { PeriodPicker } from '../parts/period-picker.tsx';
import { Stat } from '../parts/stat.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { useScope, useScopeSearch } from '../parts/use-scope.ts';
import { ClustersPanel } from './clusters-panel.tsx';
import { DriftPanel } from './drift-panel.tsx';
import { FallbackPanel } from './fallback-panel.tsx';
import { FunnelPanel } from './funnel-panel.tsx';
import { coverageOf } from './funnel-steps.ts';
import { NextStepsPanel } from './next-steps-panel.tsx';
import { TrendsPanel } from './trends-panel.tsx';
import './overview.css';

export function OverviewPage() {
  const report = useQuery(reportQuery(useScope()));
  const search = useScopeSearch();
  return (
    <>
      <PageHeader
        title="Overview"
        lead="What the machine did with the tickets, how right it was, and what is worth doing next."
        actions={
          <>
            <Link className="button" to={`/comparison${search()}`}>
              Compare
            </Link>
            <PeriodPicker modelVersions={report.data?.modelVersions ?? []} />
          </>
        }
      />
      <QueryState query={report} lines={14}>
        {(data) => <OverviewOf report={data} />}
      </QueryState>
    </>
  );
}

function OverviewOf({ report }: { report: MisclassificationReport }) {
  const { funnel, routedAccuracy, cost, fallback } = report;
  const coverage = coverageOf(funnel);
  const waiting = funnel.needsReview - funnel.reviewed;
  const audits = funnel.audit.drawn - funnel.audit.done;
  if (funnel.consumed === 0 && funnel.rejected === 0) {
    return (
      <EmptyState title="No tickets in this period">
        Choose a longer period, or publish tickets to the inbound topic: decisions appear here as they are made.
      </EmptyState>
    );
  }
  return (
    <div className="stack">
      <dl className="stats">
        <Stat
          label="Routed accuracy"
          value={<EstimateValue value={routedAccuracy} size="stat" />}
          note={
            // What was corrected unasked is read too, and is no sample.
            routedAccuracy.estimate === null
              ? 'no audited ticket has been read yet'
              : `from ${plural(routedAccuracy.labelled, 'audited ticket')}`
          }
        />
        <Stat
          label="Coverage"
          value={coverage === null ? '–' : percent(coverage)}
          note={`${count(funnel.routedByModel + funnel.routedByFrontier)} of ${count(funnel.consumed)} without a person`}
        />
        <Stat
          label="Cost per 1,000"
          value={cost.usdPer1000 === null ? '–' : usd(cost.usdPer1000)}
          note={`${usd(cost.usd)} in the period`}
        />
        <Stat
          label="Cost per fixed ticket"
          value={fallback.usdPerFixed === null ? '–' : usd(fallback.usdPerFixed)}
          note={
            fallback.answered === 0
              ? 'the fallback was not asked'
              : `about ${estimated(fallback.fixed.estimate)} fixed, ${estimated(fallback.broke.estimate)} broke`
          }
        />
        <Stat
          label="Waiting for people"
          value={count(waiting + audits)}
          note={`${plural(waiting, 'review')}, ${plural(audits, 'audit')} of the period`}
        />
      </dl>
      <div className="columns">
        <div className="span-7">
          <FunnelPanel funnel={funnel} />
        </div>
        <div className="span-5">
          <NextStepsPanel report={report} />
        </div>
      </div>
      <TrendsPanel report={report} />
      <div className="columns">
        <div className="span-5">
          <DriftPanel drift={report.drift} funnel={funnel} />
        </div>
        <div className="span-7">
          <FallbackPanel fallback={fallback} />
        </div>
      </div>
      <ClustersPanel outOfTaxonomy={report.outOfTaxonomy} />
    </div>
  );
}
