import { Link } from 'react-router';
import { PageHeader } from '../parts/page-header.tsx';

export function NotFoundPage() {
  return (
    <PageHeader
      title="No such page"
      lead={
        <>
          The address leads nowhere. <Link to="/">Go to the overview</Link>.
        </>
      }
    />
  );
}
