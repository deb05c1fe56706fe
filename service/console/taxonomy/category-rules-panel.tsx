import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import { Panel } from '../parts/panel.tsx';
import { rulesOf } from './category-facts.ts';
import { GoesTo } from './category-link.tsx';

/** House rules that point to the category or away from it. */
export function CategoryRulesPanel({
  view: { houseRules, precedence },
  category,
}: {
  view: TaxonomyView;
  category: TaxonomyView['categories'][number];
}) {
  const { to, from } = rulesOf(houseRules, category);
  const place = precedence.indexOf(category.code);
  if (to.length + from.length === 0 && place < 0) return null;
  return (
    <Panel title="House rules" note="They beat what a category says of itself.">
      {place < 0 ? null : (
        <p>
          Of several problems in one ticket it wins over all but{' '}
          {place === 0 ? 'none: it comes first' : precedence.slice(0, place).join(', ')}.
        </p>
      )}
      <Rules heading="Lead here" rules={to} />
      <Rules heading="Lead away" rules={from} />
    </Panel>
  );
}

function Rules({ heading, rules }: { heading: string; rules: TaxonomyView['houseRules'] }) {
  if (rules.length === 0) return null;
  return (
    <>
      <h3 className="panel-part">{heading}</h3>
      <ul className="rules">
        {rules.map(({ id, when, goesTo, because }) => (
          <li key={id}>
            <strong>{id}</strong> {when} <GoesTo code={goesTo} />
            {because ? <p className="muted">{because}</p> : null}
          </li>
        ))}
      </ul>
    </>
  );
}
