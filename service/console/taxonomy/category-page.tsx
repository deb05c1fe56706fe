import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import { reportQuery, taxonomyQuery } from '../api/queries.ts';
import { minutes } from '../parts/format.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { Panel } from '../parts/panel.tsx';
import { PeriodPicker } from '../parts/period-picker.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { useScope, useScopeSearch } from '../parts/use-scope.ts';
import { BoundariesPanel } from './boundaries-panel.tsx';
import { CategoryNumbers } from './category-numbers.tsx';
import { CategoryRulesPanel } from './category-rules-panel.tsx';
import { Definition, Examples, Includes } from './category-texts.tsx';
import { ConfusedPanel } from './confused-panel.tsx';
import './taxonomy.css';

type Category = TaxonomyView['categories'][number];

/** All that is to be known of one category: what it means, how it does, and what it is taken for. */
export function CategoryPage() {
  const { code = '' } = useParams();
  const scope = useScope();
  const taxonomy = useQuery(taxonomyQuery(scope));
  const report = useQuery(reportQuery(scope));
  const search = useScopeSearch();
  const category = taxonomy.data?.categories.find((candidate) => candidate.code === code);
  return (
    <>
      <PageHeader
        title={category ? `${code} ${category.name}` : code}
        lead={category ? routeOf(category) : ' '}
        back={<Link to={`/taxonomy${search()}`}>← Taxonomy</Link>}
        actions={<PeriodPicker modelVersions={report.data?.modelVersions ?? []} />}
      />
      <QueryState query={taxonomy} lines={16}>
        {(view) =>
          category ? (
            <div className="stack">
              <QueryState query={report} lines={3}>
                {(data) => <CategoryNumbers report={data} category={category} />}
              </QueryState>
              <div className="columns">
                <div className="span-7">
                  <div className="stack">
                    <MeaningPanel category={category} ruleIds={view.houseRules.map(({ id }) => id)} />
                    <BoundariesPanel view={view} category={category} />
                    <CategoryRulesPanel view={view} category={category} />
                  </div>
                </div>
                <div className="span-5">
                  <div className="stack">
                    <QueryState query={report} lines={8}>
                      {(data) => <ConfusedPanel report={data} code={code} />}
                    </QueryState>
                    <ExamplesPanel examples={category.examples} />
                  </div>
                </div>
              </div>
            </div>
          ) : (
            <EmptyState title={`${code} is not in the taxonomy`}>
              It may have been in an older version. <Link to={`/taxonomy${search()}`}>See all categories</Link>.
            </EmptyState>
          )
        }
      </QueryState>
    </>
  );
}

const routeOf = ({ route: { queue, priority, firstResponseMinutes, team } }: Category) =>
  `Goes to ${queue}, priority ${priority}, for ${team}; answer within ${minutes(firstResponseMinutes)}.`;

function MeaningPanel({ category, ruleIds }: { category: Category; ruleIds: readonly string[] }) {
  const { definition, includes } = category;
  return (
    <Panel title="What it means">
      <Definition definition={definition} ruleIds={ruleIds} />
      {includes.length > 0 ? (
        <>
          <h3 className="panel-part">Belongs here</h3>
          <Includes includes={includes} ruleIds={ruleIds} />
        </>
      ) : null}
    </Panel>
  );
}

function ExamplesPanel({ examples }: Pick<Category, 'examples'>) {
  return (
    <Panel title="Examples">
      {examples.length === 0 ? <EmptyState title="The taxonomy gives none" /> : <Examples examples={examples} />}
    </Panel>
  );
}
