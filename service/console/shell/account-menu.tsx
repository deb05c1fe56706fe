import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { flushSync } from 'react-dom';
import { Link } from 'react-router';
import type { Session } from '../../contracts/api-access.ts';
import { getSession, signOut } from '../api/endpoints.ts';
import { forgetSession } from '../api/forget-session.ts';
import { openPageFor, usePageUser } from '../api/page-user.ts';
import { asProblem } from '../api/problem.ts';
import { sessionQuery } from '../api/queries.ts';
import { tellSessionChanged } from '../api/session-changes.ts';
import { chooseUserName, chosenUserName } from '../api/user-name.ts';
import { Button } from '../parts/button.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { useScopeSearch } from '../parts/use-scope.ts';
import { Icon } from './icon.tsx';
import { tellRefusal } from './tell-refusal.ts';
import { useTheme } from './theme.ts';
import { toast } from './toasts.tsx';

const themes = [
  { id: 'system', label: 'System' },
  { id: 'light', label: 'Light' },
  { id: 'dark', label: 'Dark' },
] as const;

/** Who one is, how the pages look, and the way out. */
export function AccountMenu({ session }: { session: Session }) {
  const [theme, setTheme] = useTheme();
  const client = useQueryClient();
  const user = usePageUser();
  const search = useScopeSearch();
  if (!session.user) return null;
  const { name, role } = session.user;
  const leave = async () => {
    try {
      await signOut(user);
    } catch (error) {
      return tellRefusal(client, error);
    }
    tellSessionChanged();
    await forgetSession(client);
  };
  return (
    <DialogTrigger>
      <AriaButton className="account-button">
        <Icon name="person" />
        <span className="account-name">{name}</span>
        <span className="account-role">{role}</span>
        <span className="visually-hidden">, account and display</span>
      </AriaButton>
      <Popover className="popover account-popover" placement="top start">
        <Dialog className="account-dialog" aria-label="Account and display">
          {({ close }) => (
            <>
              {session.signIn === 'open' ? <UserName name={name} onDone={close} /> : null}
              <div className="field">
                <span className="field-label">Theme</span>
                <Segmented label="Theme" options={themes} value={theme} onChange={setTheme} />
              </div>
              <p className="account-links">
                {role === 'admin' ? (
                  <Link to={`/audit-log${search()}`} onClick={close}>
                    Audit log
                  </Link>
                ) : null}
                <a href="/docs">API reference</a>
              </p>
              {session.signIn === 'open' ? null : <Button onPress={() => void leave()}>Sign out</Button>}
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

const notKept =
  'Your name holds until this page is closed or loaded anew: the browser’s store is full or blocked. Free some room, or allow it for this address, and save the name again.';

/** Where sign-in is open one says who one is, and corrections carry that name. */
function UserName({ name, onDone }: { name: string; onDone: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useState(chosenUserName() || name);
  const form = useRef<HTMLFormElement>(null);
  const renaming = useMutation({
    mutationFn: (chosen: string) => getSession(undefined, chosen),
    onSuccess: async (session, chosen) => {
      const { queryKey } = sessionQuery;
      const isKept = chooseUserName(chosen);
      // Whoever asked before the name was kept would hear the old one, and this page would be another's for a moment.
      await client.cancelQueries({ queryKey });
      // Both at once: between the two it would be so too.
      client.setQueryData(queryKey, session);
      // At once: what was said to the one before goes with them, and this is said to the new one.
      flushSync(() => openPageFor(session.user?.name ?? null));
      if (!isKept) toast(notKept, { tone: 'bad' });
      tellSessionChanged();
      if (form.current) onDone();
    },
    onError: (error) => {
      // While the menu is open it is said there, beside the name.
      if (!form.current) toast(asProblem(error).message, { tone: 'bad' });
    },
  });
  return (
    <form
      ref={form}
      className="field"
      onSubmit={(event) => {
        event.preventDefault();
        if (!renaming.isPending) renaming.mutate(text.trim());
      }}
    >
      <label className="field-label" htmlFor="user-name">
        Your name
      </label>
      <div className="field-row">
        <input
          id="user-name"
          className="input"
          value={text}
          maxLength={60}
          required
          autoComplete="name"
          onChange={({ target }) => setText(target.value)}
        />
        <Button type="submit" isPending={renaming.isPending}>
          Save
        </Button>
      </div>
      {renaming.isError ? (
        <p className="field-error" role="alert">
          {asProblem(renaming.error).message}
        </p>
      ) : null}
      <p className="field-note">Your corrections carry it. Nobody signs in on this machine.</p>
    </form>
  );
}
