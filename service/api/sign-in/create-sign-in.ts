import type { SignInSettings } from '../../config.ts';
import { createTokenCheck } from './access-tokens.ts';
import { createApiKeys, readApiKeys } from './api-keys.ts';
import { createOpenSignIn } from './open-sign-in.ts';
import { createSessionTokens } from './session-tokens.ts';
import { bearerToken, type Credential, refused, type SignIn, sessionToken, type User } from './sign-in.ts';

/** @throws SignalboxError CONFIG_INVALID when the keys cannot be read */
export async function createSignIn(settings: SignInSettings): Promise<SignIn> {
  switch (settings.kind) {
    case 'open':
      return createOpenSignIn();
    case 'api_key': {
      const keys = createApiKeys(await readApiKeys(settings.file));
      const present = ({ keyId }: Credential) => (keyId === null ? null : keys.userOf(keyId));
      return tokenSignIn('api_key', keys.check, present, settings.sessionSecret);
    }
    case 'oidc':
      return tokenSignIn('oidc', createTokenCheck(settings), ({ user }) => user, settings.sessionSecret);
    default:
      return settings satisfies never;
  }
}

/** @param present whom a session's credential still speaks for; null: nobody */
function tokenSignIn(
  kind: SignIn['kind'],
  check: (token: string) => Promise<Credential>,
  present: (credential: Credential) => User | null,
  secret: string | undefined,
): SignIn {
  const sessions = createSessionTokens(secret);
  return {
    kind,
    async identify(request) {
      const bearer = bearerToken(request);
      if (bearer !== undefined) return check(bearer);
      const session = sessionToken(request);
      if (session === undefined) return null;
      const credential = await sessions.check(session);
      const user = present(credential);
      if (!user) throw refused('the API key of this session is no longer valid');
      return { ...credential, user, byCookie: true };
    },
    async begin(token) {
      const credential = await check(token);
      const { token: cookie, maxAgeSeconds } = await sessions.issue(credential);
      return { user: credential.user, cookie, maxAgeSeconds };
    },
  };
}
