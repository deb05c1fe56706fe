import { Link } from 'react-router';
import { PageHeader } from '../parts/page-header.tsx';
import { useScopeSearch } from '../parts/use-scope.ts';

export function NotFoundPage() {
  const search = useScopeSearch();
  return (
    <PageHeader
      title="No such page"
      lead={
        <>
          The address leads nowhere. <Link to={`/${search()}`}>Go to the overview</Link>.
        </>
      }
    />
  );
}
