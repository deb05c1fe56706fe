import { useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../parts/button.tsx';
import { CategoryName } from '../parts/category-name.tsx';
import { count, estimated } from '../parts/format.ts';
import { pairAddress } from '../parts/pair-address.ts';
import { useScopeSearch } from '../parts/use-scope.ts';
import type { MatrixCell } from './matrix.ts';

const firstShown = 30;

/** On a phone a matrix is a list of its mistakes. */
export function PairList({ cells }: { cells: readonly MatrixCell[] }) {
  const search = useScopeSearch();
  const [isAll, setAll] = useState(false);
  const worst = cells[0]?.value ?? 1;
  const shown = isAll ? cells : cells.slice(0, firstShown);
  return (
    <>
      <ol className="pair-list">
        {shown.map(({ predicted, truth, value, observed }) => (
          <li key={`${predicted} ${truth}`}>
            <Link className="pair-link" to={`${pairAddress(predicted, truth)}${search()}`}>
              <span className="pair-names">
                <span>
                  <CategoryName code={truth} />
                </span>
                <span>
                  <span className="muted">taken for</span> <CategoryName code={predicted} />
                </span>
              </span>
              <span className="pair-number">
                {estimated(value)}
                <span className="muted">{count(observed)} seen</span>
              </span>
              <span className="pair-track" aria-hidden="true">
                <span className="pair-bar" style={{ width: `${(value / worst) * 100}%` }} />
              </span>
            </Link>
          </li>
        ))}
      </ol>
      {cells.length > firstShown ? (
        <p className="table-more">
          {isAll ? null : <span className="muted">The {count(firstShown)} worst pairs. </span>}
          <Button variant="quiet" size="small" aria-expanded={isAll} onPress={() => setAll(!isAll)}>
            {isAll ? 'Show fewer' : `Show all ${count(cells.length)}`}
          </Button>
        </p>
      ) : null}
    </>
  );
}
