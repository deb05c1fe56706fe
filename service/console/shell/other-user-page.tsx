import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Session } from '../../contracts/api-access.ts';
import { sessionQuery } from '../api/queries.ts';
import { tellSessionChanged } from '../api/session-changes.ts';
import { chooseUserName } from '../api/user-name.ts';
import { Button } from '../parts/button.tsx';
import { plural } from '../parts/format.ts';
import { useTabTitle } from '../parts/page-header.tsx';
import { unsent } from '../review/outbox.ts';
import { useOutbox } from '../review/outbox-store.ts';
import { SignInPage, signInTitle } from './sign-in-page.tsx';

/** In the place of a page that was opened for somebody else than who is signed in now. The page waits behind it as it was. */
export function OtherUserPage({ page, name, way }: { page: string; name: string; way: Session['signIn'] }) {
  const client = useQueryClient();
  const verdicts = unsent(useOutbox());
  const stuck = verdicts.filter(({ state }) => state === 'stale' || state === 'refused').length;
  const waiting = verdicts.length - stuck;
  const [isSigningIn, setSigningIn] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever was at work on the page behind is taken from it, and has to hear why.
  useEffect(() => {
    if (!isSigningIn) heading.current?.focus();
  }, [isSigningIn]);
  const isOpen = way === 'open';
  const title = isOpen ? `The name here is ${name} now` : `${name} is signed in now`;
  useTabTitle(isSigningIn ? signInTitle : title);
  if (isSigningIn) return <SignInPage way={way} isInstead back={{ label: 'Back', go: () => setSigningIn(false) }} />;
  const goBack = () => {
    if (!isOpen) return setSigningIn(true);
    chooseUserName(page);
    tellSessionChanged();
    void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
  return (
    <main className="alone">
      <div className="sign-in">
        <img src="/signal.svg" alt="" width="36" height="36" />
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p>
          This page was opened as {page}, and all tabs of a browser share one {isOpen ? 'name' : 'session'}. Nothing of{' '}
          {page} goes out in the name of {name}.
        </p>
        {waiting > 0 ? (
          <p>
            <strong>{plural(waiting, 'verdict')} not saved yet.</strong> Kept in this browser, and sent when {page} is
            back.
          </p>
        ) : null}
        {stuck > 0 ? (
          <p>
            <strong>{plural(stuck, 'verdict')} to be decided again.</strong> Kept in this browser until {page} is back.
          </p>
        ) : null}
        <Button variant="primary" onPress={() => location.reload()}>
          Go on as {name}
        </Button>
        <Button onPress={goBack}>{isOpen ? `Go back to ${page}` : `Sign in as ${page} again`}</Button>
      </div>
    </main>
  );
}
