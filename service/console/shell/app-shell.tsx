import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { useLiveUpdates } from '../api/live-updates.ts';
import { sessionQuery } from '../api/queries.ts';
import { ErrorState, LoadingState } from '../parts/states.tsx';
import { useSentOutbox } from '../review/outbox-store.ts';
import { AccountMenu } from './account-menu.tsx';
import { LiveMark } from './live-mark.tsx';
import { Navigation } from './navigation.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { Toasts } from './toasts.tsx';
import { UnsentMark } from './unsent-mark.tsx';

/** Everything around a page. Without a session there is nothing but the way to get one. */
export function AppShell() {
  const session = useQuery(sessionQuery);
  const isSignedIn = Boolean(session.data?.user);
  const { connection } = useLiveUpdates(isSignedIn);
  useSentOutbox(session.data?.user?.name, useQueryClient());
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const isFirst = useRef(true);
  const isNavigating = useNavigation().state !== 'idle';

  // A new page is announced by moving the focus to it; the first one has the browser's own.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the path tells a new page
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [pathname]);

  if (!session.data) {
    return (
      <main className="alone">
        {session.isError ? (
          <ErrorState error={session.error} retry={() => void session.refetch()} />
        ) : (
          <LoadingState label="Loading Signalbox" lines={3} />
        )}
      </main>
    );
  }
  if (!session.data.user) return <SignInPage way={session.data.signIn} />;
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <header className="side">
        <p className="brand">
          <img src="/signal.svg" alt="" width="20" height="20" /> Signalbox
        </p>
        <Navigation role={session.data.user.role} />
        <div className="side-foot">
          <UnsentMark />
          <LiveMark connection={connection} />
          <AccountMenu session={session.data} />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className="main" aria-busy={isNavigating}>
        <Outlet />
      </main>
      <Toasts />
      <ScrollRestoration />
    </div>
  );
}
