import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Activity, type MouseEvent, useEffect, useRef } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { forgetShown } from '../api/forget-session.ts';
import { holdShown } from '../api/hold-shown.ts';
import { useLiveUpdates } from '../api/live-updates.ts';
import { isOfAnother, usePageUser } from '../api/page-user.ts';
import { sessionQuery } from '../api/queries.ts';
import { onSessionChanged } from '../api/session-changes.ts';
import { ErrorState, LoadingState } from '../parts/states.tsx';
import { useSentOutbox } from '../review/use-sent-outbox.ts';
import { AccountMenu } from './account-menu.tsx';
import { LiveMark } from './live-mark.tsx';
import { Navigation } from './navigation.tsx';
import { OtherUserPage } from './other-user-page.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { dismissAll, Toasts } from './toasts.tsx';
import { UnsentMark } from './unsent-mark.tsx';
import { onUserNameChosen } from './user-name-changes.ts';

/** Everything around a page. Without a session there is nothing but the way to get one, with another's a choice. */
export function AppShell() {
  const client = useQueryClient();
  const session = useQuery(sessionQuery);
  const page = usePageUser();
  const name = session.data?.user?.name;
  const isOther = isOfAnother(session.data, page);
  const { connection } = useLiveUpdates(isOther ? undefined : name);
  useSentOutbox(isOther ? (page ?? undefined) : name, isOther, client);
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const isFirst = useRef(true);
  const isNavigating = useNavigation().state !== 'idle';
  const isSignedOut = session.data?.user === null;
  const wasSignedIn = useRef(false);
  if (name !== undefined) wasSignedIn.current = true;

  useEffect(() => {
    const ask = () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    const stops = [onSessionChanged(ask), onUserNameChosen(ask)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client]);
  useEffect(() => (isOther ? holdShown(client) : undefined), [client, isOther]);
  useEffect(() => {
    if (!isSignedOut) return;
    forgetShown(client);
    dismissAll();
  }, [client, isSignedOut]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said to the user before is not for the next one
  useEffect(() => dismissAll(), [page]);

  // A new page is announced by moving the focus to it, and so is one that signing in brings; the first one has the browser's own.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these tell a new page
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [pathname, isSignedOut, isOther]);

  // The browser's own way there would be an entry of the history that the router does not know, and scrolls to the top on.
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    main.current?.focus();
  };

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
  if (!session.data.user) return <SignInPage way={session.data.signIn} isInstead={wasSignedIn.current} />;
  return (
    <>
      {isOther ? <OtherUserPage page={page ?? ''} name={session.data.user.name} way={session.data.signIn} /> : null}
      {/* What somebody was at work on is as they left it when they are back. */}
      <Activity mode={isOther ? 'hidden' : 'visible'}>
        <div className="shell">
          {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place in the page */}
          <a className="skip-link" href="#main" onClick={skip}>
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
      </Activity>
    </>
  );
}
