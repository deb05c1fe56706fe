import { Link } from 'react-router';
import { useScopeSearch } from '../parts/use-scope.ts';
import { citedParts } from './find-categories.ts';

/** A sentence of the taxonomy; house rules that it cites lead to them. */
export function CitedText({ children, ruleIds }: { children: string; ruleIds: readonly string[] }) {
  const search = useScopeSearch();
  return citedParts(children, ruleIds).map((part, i) =>
    part.kind === 'rule' ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence never move
      <Link key={i} to={`/taxonomy${search()}#rule-${encodeURIComponent(part.id)}`}>
        {part.id}
      </Link>
    ) : (
      part.text
    ),
  );
}
