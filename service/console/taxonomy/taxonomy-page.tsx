import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import type { TaxonomyView } from '../../contracts/console-api.ts';
import { reportQuery, taxonomyQuery } from '../api/queries.ts';
import { count, plural } from '../parts/format.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { PeriodPicker } from '../parts/period-picker.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { useParameter, useScope } from '../parts/use-scope.ts';
import { CategorySection } from './category-section.tsx';
import { findCategories } from './find-categories.ts';
import { RulesPanel } from './rules-panel.tsx';
import './taxonomy.css';

/** What each category means, and how much goes there. */
export function TaxonomyPage() {
  const taxonomy = useQuery(taxonomyQuery(useScope()));
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
        actions={<PeriodPicker />}
      />
      <QueryState query={taxonomy} lines={16}>
        {(data) => <TaxonomyOf view={data} />}
      </QueryState>
    </>
  );
}

function TaxonomyOf({ view }: { view: TaxonomyView }) {
  const [query, setQuery] = useParameter('q');
  const found = findCategories(view.categories, query);
  const rates = useQuery(reportQuery(useScope())).data?.categories;
  const ruleIds = view.houseRules.map(({ id }) => id);
  const { hash } = useLocation();
  // The browser looked for the place before there was any text.
  useEffect(() => {
    if (hash) document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView();
  }, [hash]);
  return (
    <div className="taxonomy">
      <nav className="taxonomy-list" aria-label="Categories">
        <label className="visually-hidden" htmlFor="taxonomy-query">
          Find a category
        </label>
        <input
          id="taxonomy-query"
          className="input"
          type="search"
          placeholder="Find by any word"
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
        <p className="visually-hidden" role="status">
          {plural(found.length, 'category', 'categories')} found
        </p>
        <ol>
          {found.map(({ code, name, routed, reviewed }) => (
            <li key={code}>
              <a href={`#${encodeURIComponent(code)}`}>
                <code>{code}</code>
                <span>{name}</span>
                <span className="muted">{count(routed + reviewed)}</span>
              </a>
            </li>
          ))}
        </ol>
      </nav>
      <div className="stack">
        {found.length === 0 ? <EmptyState title="No category speaks of that">Try another word.</EmptyState> : null}
        {found.map((category) => (
          <CategorySection
            key={category.code}
            category={category}
            ruleIds={ruleIds}
            rates={rates?.find(({ code }) => code === category.code)}
          />
        ))}
        {query === '' ? <RulesPanel view={view} ruleIds={ruleIds} /> : null}
      </div>
    </div>
  );
}
