import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useLocation } from 'react-router';
import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import type { MisclassificationReport } from '../../contracts/misclassification-report.ts';
import { reportQuery, taxonomyQuery } from '../api/queries.ts';
import { count, plural } from '../parts/format.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { PeriodPicker } from '../parts/period-picker.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { EmptyState, ErrorState, QueryState } from '../parts/states.tsx';
import { useHeldParameters } from '../parts/use-held-parameters.ts';
import { useOwnValue } from '../parts/use-own-value.ts';
import { useParameter, useScope, useScopeSearch } from '../parts/use-scope.ts';
import { ratesByCode } from './category-facts.ts';
import { CategorySection } from './category-section.tsx';
import { findCategories } from './find-categories.ts';
import { RatesPanel } from './rates-panel.tsx';
import { RulesPanel } from './rules-panel.tsx';
import './taxonomy.css';

const views = [
  { id: 'definitions', label: 'Definitions' },
  { id: 'rates', label: 'Rates' },
] as const;

/** What each category means, how much goes there and how rightly. */
export function TaxonomyPage() {
  const scope = useScope();
  const taxonomy = useQuery(taxonomyQuery(scope));
  const report = useQuery(reportQuery(scope));
  const [shown, setShown] = useParameter('view', 'definitions');
  const chosen = views.find(({ id }) => id === shown)?.id ?? 'definitions';
  const view = taxonomy.data;
  return (
    <>
      <PageHeader
        title="Taxonomy"
        lead={
          view
            ? `${view.name ?? 'Taxonomy'} ${view.version}: ${plural(view.categories.length, 'category', 'categories')}`
            : ' '
        }
        actions={
          <>
            <Segmented label="Shown" options={views} value={chosen} onChange={setShown} />
            <PeriodPicker modelVersions={report.data?.modelVersions ?? []} />
          </>
        }
      />
      <QueryState query={taxonomy} lines={16}>
        {(data) =>
          chosen === 'rates' ? <RatesOf view={data} report={report} /> : <DefinitionsOf view={data} report={report} />
        }
      </QueryState>
    </>
  );
}

interface ShownProps {
  view: TaxonomyView;
  report: UseQueryResult<MisclassificationReport>;
}

function RatesOf({ view, report }: ShownProps) {
  const [query, find] = useQueryField();
  const found = findCategories(view.categories, query);
  return (
    <div className="stack">
      <div className="taxonomy-find">
        <FindField {...find} query={query} found={found.length} />
      </div>
      <QueryState query={report} lines={16}>
        {(data) => <RatesPanel categories={found} report={data} />}
      </QueryState>
    </div>
  );
}

function DefinitionsOf({ view, report }: ShownProps) {
  const [query, find] = useQueryField();
  const search = useScopeSearch();
  const found = findCategories(view.categories, query);
  const rates = ratesByCode(report);
  const ruleIds = view.houseRules.map(({ id }) => id);
  const { hash } = useLocation();
  // The browser looked for the place before there was any text.
  useEffect(() => {
    if (hash) document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView();
  }, [hash]);
  return (
    <div className="taxonomy">
      <nav className="taxonomy-list" aria-label="Categories">
        <FindField {...find} query={query} found={found.length} />
        <ol>
          {found.map(({ code, name, routed, reviewed }) => (
            <li key={code}>
              {/* The keyboard goes on in the category, as behind a link of the browser's own. */}
              <Link
                to={`${search(query === '' ? {} : { q: query })}${hashOf(code)}`}
                onClick={() => document.getElementById(`${code}-name`)?.focus({ preventScroll: true })}
              >
                <code>{code}</code>
                <span>{name}</span>
                <span className="muted">{count(routed + reviewed)}</span>
              </Link>
            </li>
          ))}
        </ol>
      </nav>
      <div className="stack">
        {report.isError ? <ErrorState error={report.error} retry={() => void report.refetch()} /> : null}
        {found.length === 0 ? <EmptyState title="No category speaks of that">Try another word.</EmptyState> : null}
        {found.map((category) => (
          <CategorySection
            key={category.code}
            category={category}
            ruleIds={ruleIds}
            rates={rates.get(category.code)}
            isLinked={hash === hashOf(category.code)}
          />
        ))}
        {query === '' ? <RulesPanel view={view} ruleIds={ruleIds} /> : null}
      </div>
    </div>
  );
}

const hashOf = (code: string) => `#${encodeURIComponent(code)}`;
const sought = ['q'] as const;

function useQueryField(): [string, { onChange: (query: string) => void; onRest: () => void }] {
  const { values, hold, rest } = useHeldParameters(sought);
  return [values.q, { onChange: (q) => hold({ q }), onRest: rest }];
}

function FindField({
  query,
  onChange,
  onRest,
  found,
}: {
  query: string;
  onChange: (query: string) => void;
  onRest: () => void;
  found: number;
}) {
  const field = useOwnValue(query, onChange);
  return (
    <div>
      <label className="visually-hidden" htmlFor="taxonomy-query">
        Find a category
      </label>
      <input
        id="taxonomy-query"
        className="input"
        type="search"
        placeholder="Find by any word"
        value={field.value}
        onBlur={() => {
          field.onBlur();
          onRest();
        }}
        onChange={({ target }) => field.onChange(target.value)}
      />
      <p className="visually-hidden" role="status">
        {plural(found, 'category', 'categories')} found
      </p>
    </div>
  );
}
