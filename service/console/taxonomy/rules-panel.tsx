import type { TaxonomyView } from '../../contracts/api-taxonomy.ts';
import { Panel } from '../parts/panel.tsx';
import { CategoryLink, GoesTo } from './category-link.tsx';
import { CitedText } from './cited-text.tsx';

/** What holds across categories. */
export function RulesPanel({ view, ruleIds }: { view: TaxonomyView; ruleIds: readonly string[] }) {
  const { houseRules, precedence, severalProblems, vocabulary } = view;
  const words = Object.entries(vocabulary);
  return (
    <>
      {houseRules.length > 0 ? (
        <Panel title="House rules" note="They beat what a category says of itself.">
          <ol className="rules">
            {houseRules.map(({ id, when, goesTo, because }) => (
              <li key={id} id={`rule-${id}`}>
                <strong>{id}</strong> <CitedText ruleIds={ruleIds.filter((other) => other !== id)}>{when}</CitedText>{' '}
                <GoesTo code={goesTo} />
                {because ? <p className="muted">{because}</p> : null}
              </li>
            ))}
          </ol>
        </Panel>
      ) : null}
      {severalProblems.length > 0 || precedence.length > 0 ? (
        <Panel title="When a ticket has several problems">
          {severalProblems.length > 0 ? (
            <ol className="several">
              {severalProblems.map((line) => (
                <li key={line}>
                  <CitedText ruleIds={ruleIds}>{line}</CitedText>
                </li>
              ))}
            </ol>
          ) : null}
          {precedence.length > 0 ? (
            <p className="precedence">
              <span className="muted">These win over all others, strongest first:</span>
              {precedence.map((code) => (
                <CategoryLink key={code} code={code} short />
              ))}
            </p>
          ) : null}
        </Panel>
      ) : null}
      {words.length > 0 ? (
        <Panel title="The company’s own words">
          <dl className="vocabulary">
            {words.map(([word, meaning]) => (
              <div key={word}>
                <dt>{word}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      ) : null}
    </>
  );
}
