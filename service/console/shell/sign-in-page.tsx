import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Session } from '../../contracts/console-api.ts';
import { signIn } from '../api/endpoints.ts';
import { sessionQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
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

export function SignInPage({ way }: { way: Session['signIn'] }) {
  const client = useQueryClient();
  const [token, setToken] = useState('');
  const entry = useMutation({
    mutationFn: signIn,
    onSuccess: () => client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    entry.mutate(token.trim());
  };
  return (
    <main className="alone">
      <form className="sign-in" onSubmit={submit}>
        <img src="/signal.svg" alt="" width="36" height="36" />
        <h1>Sign in to Signalbox</h1>
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
        <Button type="submit" variant="primary" isDisabled={entry.isPending}>
          {entry.isPending ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </main>
  );
}
