import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { taxonomyQuery } from '../api/queries.ts';
import { categoryAddress } from '../parts/category-address.ts';
import type { Category } from '../parts/category-name.tsx';
import { Panel } from '../parts/panel.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { useScopeSearch } from '../parts/use-scope.ts';
import { boundaryRules } from './boundary-rules.ts';

/** Both definitions side by side, and between them the rule that decides. */
export function DefinitionsPanel({ predicted, truth }: { predicted: string | null; truth: string | null }) {
  const taxonomy = useQuery(taxonomyQuery({}));
  return (
    <Panel title="What the taxonomy says">
      <QueryState query={taxonomy}>
        {(view) => {
          const find = (code: string | null) => view.categories.find((category) => category.code === code);
          const rules = truth === null || predicted === null ? [] : boundaryRules(view, predicted, truth);
          return (
            <div className="definitions">
              <Definition heading="Belongs to" code={truth} category={find(truth)} />
              <div className="boundary">
                <h3>The boundary</h3>
                {truth === null ? (
                  <p className="muted">People said that these tickets belong to no category.</p>
                ) : predicted === null ? (
                  <p className="muted">
                    These tickets were held as out of taxonomy, and people know a category for them. No rule decides
                    that.
                  </p>
                ) : rules.length === 0 ? (
                  <p className="muted">
                    No rule says where one ends and the other begins. That alone may explain the mistakes.
                  </p>
                ) : (
                  <ul>
                    {rules.map(({ kind, from, id, when, goesTo, because }) => (
                      <li key={`${from}${id}${when}`}>
                        <p className="boundary-from">{kind === 'house_rule' ? `House rule ${id}` : `Not ${from}`}</p>
                        <p>
                          {kind === 'house_rule' ? when : `when ${when}`} → <code>{goesTo}</code>
                        </p>
                        {because ? <p className="muted">{because}</p> : null}
                      </li>
                    ))}
                  </ul>
                )}
              </div>
              <Definition heading="Taken for" code={predicted} category={find(predicted)} />
            </div>
          );
        }}
      </QueryState>
    </Panel>
  );
}

function Definition({
  heading,
  code,
  category,
}: {
  heading: string;
  code: string | null;
  category: Category | undefined;
}) {
  const search = useScopeSearch();
  return (
    <div className="definition">
      <p className="muted">{heading}</p>
      {category ? (
        <>
          <h3>
            <Link to={`${categoryAddress(category.code)}${search()}`}>
              <code>{category.code}</code> {category.name}
            </Link>
          </h3>
          <p>{category.definition}</p>
          {category.includes.length > 0 ? (
            <ul className="bullets">
              {category.includes.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          ) : null}
        </>
      ) : (
        <EmptyState title={code === null ? 'No category' : `${code} is not in the taxonomy any more`} />
      )}
    </div>
  );
}
