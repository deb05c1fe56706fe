import { Link } from 'react-router';
import { categoryAddress } from '../parts/category-address.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { useScopeSearch } from '../parts/use-scope.ts';

/** A category by its code, name beside it, that leads to its page. */
export function CategoryLink({ code, name, short = false }: { code: string; name?: string; short?: boolean }) {
  const search = useScopeSearch();
  return (
    <Link className="category-link" to={`${categoryAddress(code)}${search()}`}>
      <CategoryName code={code} short={short} {...(name === undefined ? {} : { name })} />
    </Link>
  );
}

/** Where a boundary or a rule leads; arrow and category stay on one line. */
export function GoesTo(props: { code: string; name?: string; short?: boolean }) {
  return (
    <span className="goes-to">
      → <CategoryLink {...props} />
    </span>
  );
}
