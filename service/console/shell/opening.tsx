import { LoadingState } from '../parts/states.tsx';

/** While the first page's code is fetched. */
export function Opening() {
  return (
    <main className="alone">
      <LoadingState label="Loading Signalbox" lines={3} />
    </main>
  );
}
