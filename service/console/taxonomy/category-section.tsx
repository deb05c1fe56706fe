import { Link } from 'react-router';
import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import type { CategoryReport } from '../../contracts/misclassification-report.ts';
import { categoryAddress } from '../parts/category-address.ts';
import { EstimateValue } from '../parts/estimate-value.tsx';
import { count, minutes, plural } from '../parts/format.ts';
import { useScopeSearch } from '../parts/use-scope.ts';
import { GoesTo } from './category-link.tsx';
import { Definition, Examples, Includes } from './category-texts.tsx';
import { CitedText } from './cited-text.tsx';

type Category = TaxonomyView['categories'][number];

export function CategorySection({
  category,
  ruleIds,
  rates,
  isLinked,
}: {
  category: Category;
  ruleIds: readonly string[];
  /** Undefined before the report is there, and for a category that it does not know. */
  rates: CategoryReport | undefined;
  /** The address leads to it. */
  isLinked: boolean;
}) {
  const { code, name, definition, includes, excludes, examples, route, routed, reviewed } = category;
  const search = useScopeSearch();
  return (
    <section
      id={code}
      className={`panel category-section ${isLinked ? 'is-linked' : ''}`}
      aria-labelledby={`${code}-name`}
    >
      <header className="category-head">
        <h2 id={`${code}-name`} tabIndex={-1}>
          <Link className="category-link" to={`${categoryAddress(code)}${search()}`}>
            <code>{code}</code> {name}
          </Link>
        </h2>
        <p className="muted">
          <Link to={`/tickets${search({ choice: code })}`}>{plural(routed + reviewed, 'ticket')}</Link>: {count(routed)}{' '}
          routed, {count(reviewed)} left to people · {route.queue} · {route.priority} · answer in{' '}
          {minutes(route.firstResponseMinutes)} · {route.team}
        </p>
        <dl className="category-rates">
          <div>
            <dt>Precision</dt>
            <dd>{rates ? <EstimateValue value={rates.precision} /> : '–'}</dd>
          </div>
          <div>
            <dt>Recall</dt>
            <dd>{rates ? <EstimateValue value={rates.recall} /> : '–'}</dd>
          </div>
        </dl>
      </header>
      <Definition definition={definition} ruleIds={ruleIds} />
      <div className="category-columns">
        {includes.length > 0 ? (
          <div>
            <h3>Belongs here</h3>
            <Includes includes={includes} ruleIds={ruleIds} />
          </div>
        ) : null}
        {excludes.length > 0 ? (
          <div>
            <h3>Goes elsewhere</h3>
            <ul className="bullets">
              {excludes.map(({ when, goesTo }) => (
                <li key={`${goesTo} ${when}`}>
                  <CitedText ruleIds={ruleIds}>{when}</CitedText> <GoesTo code={goesTo} short />
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
      {examples.length > 0 ? (
        <details>
          <summary>Examples ({examples.length})</summary>
          <Examples examples={examples} />
        </details>
      ) : null}
    </section>
  );
}
