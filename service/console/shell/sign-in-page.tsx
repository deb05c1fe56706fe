import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Session } from '../../contracts/api-access.ts';
import { signIn } from '../api/endpoints.ts';
import { openPageFor, pageUser } from '../api/page-user.ts';
import { sessionQuery } from '../api/queries.ts';
import { tellSessionChanged } from '../api/session-changes.ts';
import { Button } from '../parts/button.tsx';
import { useTabTitle } from '../parts/page-header.tsx';
import { ErrorState } from '../parts/states.tsx';

const words: Record<Session['signIn'], { label: string; note: string }> = {
  open: { label: 'Token', note: '' },
  api_key: {
    label: 'API key',
    note: 'An administrator makes one with “npx signalbox api-key”. It is sent once and not kept in this browser.',
  },
  oidc: {
    label: 'Access token',
    note: 'A token of your identity provider. It is exchanged for a session and not kept in this browser.',
  },
};

interface SignInPageProps {
  way: Session['signIn'];
  /** It takes the place of a page that somebody was at. */
  isInstead: boolean;
  /** Where there is something else to do than to sign in. */
  back?: { label: string; go: () => void };
}

export const signInTitle = 'Sign in';

export function SignInPage({ way, isInstead, back }: SignInPageProps) {
  const client = useQueryClient();
  const [token, setToken] = useState('');
  const entry = useMutation({
    mutationFn: signIn,
    onSuccess: ({ user }) => {
      const before = pageUser();
      tellSessionChanged();
      // What this tab holds is of the one before: another one begins with nothing.
      if (before !== null && before !== user?.name) return location.reload();
      openPageFor(user?.name ?? null);
      return client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  useTabTitle(signInTitle);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isInstead) heading.current?.focus();
  }, [isInstead]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // While it waits the button is none that submits, and Enter in the field submits all the same.
    if (!entry.isPending) entry.mutate(token.trim());
  };
  return (
    <main className="alone">
      <form className="sign-in" onSubmit={submit}>
        <img src="/signal.svg" alt="" width="36" height="36" />
        <h1 ref={heading} tabIndex={-1}>
          Sign in to Signalbox
        </h1>
        <div className="field">
          <label className="field-label" htmlFor="token">
            {words[way].label}
          </label>
          <input
            id="token"
            className="input"
            type="password"
            autoComplete="current-password"
            required
            value={token}
            onChange={({ target }) => setToken(target.value)}
          />
          <p className="field-note">{words[way].note}</p>
        </div>
        {entry.isError ? <ErrorState error={entry.error} /> : null}
        <Button type="submit" variant="primary" isPending={entry.isPending}>
          {entry.isPending ? 'Signing in…' : 'Sign in'}
        </Button>
        {back ? <Button onPress={back.go}>{back.label}</Button> : null}
      </form>
    </main>
  );
}
