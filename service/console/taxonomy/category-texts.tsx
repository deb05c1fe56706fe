import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import { CitedText } from './cited-text.tsx';

type Category = TaxonomyView['categories'][number];
type Cited = { ruleIds: readonly string[] };

export function Definition({ definition, ruleIds }: Pick<Category, 'definition'> & Cited) {
  if (!definition) return <p className="muted">No definition. The name is all that people and models have to go by.</p>;
  return (
    <p className="category-definition">
      <CitedText ruleIds={ruleIds}>{definition}</CitedText>
    </p>
  );
}

export function Includes({ includes, ruleIds }: Pick<Category, 'includes'> & Cited) {
  return (
    <ul className="bullets">
      {includes.map((line) => (
        <li key={line}>
          <CitedText ruleIds={ruleIds}>{line}</CitedText>
        </li>
      ))}
    </ul>
  );
}

export function Examples({ examples }: Pick<Category, 'examples'>) {
  return (
    <ul className="category-examples">
      {examples.map((example) => (
        <li key={example} dir="auto">
          {example}
        </li>
      ))}
    </ul>
  );
}
