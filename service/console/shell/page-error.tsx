import { useRouteError } from 'react-router';
import { PageHeader } from '../parts/page-header.tsx';
import { ErrorState } from '../parts/states.tsx';
import { PageFileError } from './page-files.ts';
import { ServiceAway } from './service-away.tsx';

/** A page that broke, or did not come. The rest of the console stays. */
export function PageError() {
  const error = useRouteError();
  if (error instanceof PageFileError) return <ServiceAway />;
  return (
    <>
      <PageHeader title="This page broke" lead="Loading it again usually helps; what you have written is kept." />
      <ErrorState error={error} retry={() => location.reload()} />
    </>
  );
}
