import { Link } from 'react-router';
import type { TaxonomyView } from '../../contracts/console-api.ts';
import { count, minutes } from '../parts/format.ts';
import { useScopeSearch } from '../parts/use-scope.ts';
import { CitedText } from './cited-text.tsx';

type Category = TaxonomyView['categories'][number];

export function CategorySection({ category, ruleIds }: { category: Category; ruleIds: readonly string[] }) {
  const { code, name, definition, includes, excludes, examples, route, routed, reviewed } = category;
  const search = useScopeSearch();
  return (
    <section id={code} className="panel category-section" aria-labelledby={`${code}-name`}>
      <header className="category-head">
        <h2 id={`${code}-name`}>
          <code>{code}</code> {name}
        </h2>
        <p className="muted">
          <Link to={`/tickets${search({ choice: code })}`}>{count(routed)} routed</Link>, {count(reviewed)} left to
          people · {route.queue} · {route.priority} · answer in {minutes(route.firstResponseMinutes)} · {route.team}
        </p>
      </header>
      {definition ? (
        <p className="category-definition">
          <CitedText ruleIds={ruleIds}>{definition}</CitedText>
        </p>
      ) : (
        <p className="muted">No definition. The name is all that people and models have to go by.</p>
      )}
      <div className="category-columns">
        {includes.length > 0 ? (
          <div>
            <h3>Belongs here</h3>
            <ul className="bullets">
              {includes.map((line) => (
                <li key={line}>
                  <CitedText ruleIds={ruleIds}>{line}</CitedText>
                </li>
              ))}
            </ul>
          </div>
        ) : null}
        {excludes.length > 0 ? (
          <div>
            <h3>Goes elsewhere</h3>
            <ul className="bullets">
              {excludes.map(({ when, goesTo }) => (
                <li key={`${goesTo} ${when}`}>
                  <CitedText ruleIds={ruleIds}>{when}</CitedText> →{' '}
                  <a href={`#${encodeURIComponent(goesTo)}`}>
                    <code>{goesTo}</code>
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
      {examples.length > 0 ? (
        <details>
          <summary>Examples ({examples.length})</summary>
          <ul className="category-examples">
            {examples.map((example) => (
              <li key={example} dir="auto">
                {example}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}
