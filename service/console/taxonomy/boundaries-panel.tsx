import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import { Panel } from '../parts/panel.tsx';
import { boundariesTo } from './category-facts.ts';
import { CategoryLink, GoesTo } from './category-link.tsx';
import { CitedText } from './cited-text.tsx';

/** Where the category ends, and where others end at it. */
export function BoundariesPanel({
  view: { categories, houseRules },
  category: { code, excludes },
}: {
  view: TaxonomyView;
  category: TaxonomyView['categories'][number];
}) {
  const ruleIds = houseRules.map(({ id }) => id);
  // At hand: it need not be waited for.
  const named = (other: string) => {
    const found = categories.find((category) => category.code === other);
    return found ? { name: found.name } : {};
  };
  const incoming = boundariesTo(categories, code);
  if (excludes.length === 0 && incoming.length === 0) {
    return (
      <Panel title="Boundaries">
        <p className="muted">None is drawn. Where tickets are confused, a sentence here would help people and model.</p>
      </Panel>
    );
  }
  return (
    <Panel title="Boundaries">
      {excludes.length > 0 ? (
        <>
          <h3 className="panel-part">Goes elsewhere</h3>
          <ul className="boundaries">
            {excludes.map(({ when, goesTo }) => (
              <li key={`${goesTo} ${when}`}>
                <span>
                  <CitedText ruleIds={ruleIds}>{when}</CitedText>
                </span>
                <GoesTo code={goesTo} {...named(goesTo)} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {incoming.length > 0 ? (
        <>
          <h3 className="panel-part">Comes from elsewhere</h3>
          <ul className="boundaries">
            {incoming.map(({ from, name, when }) => (
              <li key={`${from} ${when}`}>
                <span>
                  <CitedText ruleIds={ruleIds}>{when}</CitedText>
                </span>
                <span>
                  not <CategoryLink code={from} name={name} />
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Panel>
  );
}
