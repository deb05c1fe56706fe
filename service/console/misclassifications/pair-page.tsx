import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { reportQuery } from '../api/queries.ts';
import { categoryAddress } from '../parts/category-address.ts';
import { useCategoryOf } from '../parts/category-name.tsx';
import { cellTotal } from '../parts/cell-total.ts';
import { count, estimated, estimatedTickets } from '../parts/format.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { codeOrNone, none, pairAddress, pairWords } from '../parts/pair-address.ts';
import { PeriodPicker } from '../parts/period-picker.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { useScope, useScopeSearch } from '../parts/use-scope.ts';
import { noCategory } from '../parts/words.ts';
import { DefinitionsPanel } from './definitions-panel.tsx';
import { PairTicketsPanel } from './pair-tickets-panel.tsx';
import './misclassifications.css';

/** One pair: how many, why, and the very tickets. */
export function PairPage() {
  const { predicted: chosen = '', truth: given = '' } = useParams();
  const [predicted, truth] = [codeOrNone(chosen), codeOrNone(given)];
  const report = useQuery(reportQuery(useScope()));
  const search = useScopeSearch();
  const categoryOf = useCategoryOf();
  if (predicted === truth) return <NoPair code={predicted} />;
  const nameOf = (code: string | null) => (code === null ? noCategory : (categoryOf(code)?.name ?? code));
  return (
    <>
      <PageHeader
        title={pairWords(predicted, truth)}
        lead={`${nameOf(truth)} → ${nameOf(predicted)}`}
        back={<Link to={`/misclassifications${search()}`}>← Misclassifications</Link>}
        actions={<PeriodPicker modelVersions={report.data?.modelVersions ?? []} />}
      />
      <QueryState query={report}>
        {(data) => (
          <div className="stack">
            <Size report={data} predicted={predicted} truth={truth} />
            <PairTicketsPanel
              pair={data.pairs.find((pair) => pair.predicted === predicted && pair.truth === truth)}
              predicted={predicted}
              truth={truth}
              observed={cellOf(data, predicted, truth)?.observed ?? 0}
            />
            <DefinitionsPanel predicted={predicted} truth={truth} />
          </div>
        )}
      </QueryState>
    </>
  );
}

function NoPair({ code }: { code: string | null }) {
  const search = useScopeSearch();
  return (
    <>
      <PageHeader
        title={`${code ?? noCategory} is no pair`}
        lead="A pair is of two categories: where tickets belong, and what they were taken for."
        back={<Link to={`/misclassifications${search()}`}>← Misclassifications</Link>}
      />
      <EmptyState title="Nothing was mistaken for itself">
        {code === null ? (
          <>
            <Link to={`/tickets${search({ choice: none, wrong: 'false' })}`}>The list of tickets</Link> has what was
            rightly held as out of taxonomy.
          </>
        ) : (
          <>
            <Link to={`${categoryAddress(code)}${search()}`}>The category {code}</Link> has what was routed rightly.
          </>
        )}
      </EmptyState>
    </>
  );
}

const cellOf = ({ confusion }: MisclassificationReport, predicted: string | null, truth: string | null) =>
  confusion.find((cell) => cell.predicted === predicted && cell.truth === truth);

function Size({
  report,
  predicted,
  truth,
}: {
  report: MisclassificationReport;
  predicted: string | null;
  truth: string | null;
}) {
  const search = useScopeSearch();
  const cell = cellOf(report, predicted, truth);
  const reverse = cellOf(report, truth, predicted);
  return (
    <p className="pair-size">
      {cell ? (
        <>
          About <strong>{estimatedTickets(cellTotal(cell, 'estimate'))}</strong>{' '}
          <span className="muted">
            ({count(cellTotal(cell, 'low'))}–{count(cellTotal(cell, 'high'))})
          </span>
          : {estimated(cell.routed.estimate)} were routed so, {estimated(cell.reviewed.estimate)} caught by review.{' '}
          {count(cell.observed)} seen by people.
        </>
      ) : (
        'No such mistake is known in this period.'
      )}{' '}
      {reverse ? (
        <Link to={`${pairAddress(truth, predicted)}${search()}`}>
          The other way round: about {estimated(cellTotal(reverse, 'estimate'))}
        </Link>
      ) : null}
    </p>
  );
}
