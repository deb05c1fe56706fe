import { useEffect, useState } from 'react';
import { getSession } from '../api/endpoints.ts';
import { isAnsweredBetween } from '../api/problem.ts';
import { Button } from '../parts/button.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { EmptyState } from '../parts/states.tsx';

const pauseMs = 3_000;
const reloadedAtKey = 'signalbox.reloaded-at';
/** Loaded anew within this time and still without the file: another time would not help either. */
const leastBetweenMs = 30_000;

/** The file of a page did not come. The page opens by itself when the service is back; after an update it has other files. */
export function ServiceAway() {
  const [isStuck, setStuck] = useState(false);
  useEffect(() => {
    const gone = new AbortController();
    void reloadOnceItAnswers(gone.signal, () => setStuck(true));
    return () => gone.abort();
  }, []);
  if (isStuck) {
    return (
      <>
        <PageHeader title="This page did not come" lead="Signalbox answers, but not with the file of this page." />
        <EmptyState title="Loading it anew did not help">
          <p>Look at the network, or at a proxy in between that keeps old files; then load the page once more.</p>
          <Button onPress={() => location.reload()}>Load it anew</Button>
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader
        title="Signalbox does not answer"
        lead="This page opens by itself as soon as the service is back; what you have written is kept."
      />
      <div role="status">
        <EmptyState title="Asking every few seconds…">
          Pages that you have open stay. If this lasts, look at the network and whether the service is running.
        </EmptyState>
      </div>
    </>
  );
}

async function reloadOnceItAnswers(signal: AbortSignal, onStuck: () => void): Promise<void> {
  while (!signal.aborted && !(await answers(signal))) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  if (signal.aborted) return;
  if (wasJustReloaded()) return onStuck();
  location.reload();
}

/** By the tab's own store; where that is blocked one page after another would be loaded for ever. */
function wasJustReloaded(): boolean {
  try {
    const before = Number(sessionStorage.getItem(reloadedAtKey));
    sessionStorage.setItem(reloadedAtKey, String(Date.now()));
    return Date.now() - before < leastBetweenMs;
  } catch {
    return true;
  }
}

/** What answers in its place, a proxy that wants one to sign in, shows itself to whoever loads the page. */
const answers = (signal: AbortSignal): Promise<boolean> => getSession(signal).then(() => true, isAnsweredBetween);
