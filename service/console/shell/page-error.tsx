import { useRouteError } from 'react-router';
import { PageHeader } from '../parts/page-header.tsx';
import { ErrorState } from '../parts/states.tsx';

/** A page that broke. The rest of the console stays. After an update of the service, old pages ask for files that are gone. */
export function PageError() {
  const error = useRouteError();
  return (
    <>
      <PageHeader title="This page broke" lead="Loading it again usually helps; the service may have been updated." />
      <ErrorState error={error} retry={() => location.reload()} />
    </>
  );
}
