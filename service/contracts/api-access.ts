import { z } from 'zod';

/** What somebody may do; each role may do all that the ones before it may. */
export const accessRoles = ['viewer', 'analyst', 'admin'] as const;
export const accessRoleSchema = z.enum(accessRoles);
export type AccessRole = z.infer<typeof accessRoleSchema>;

/** `GET /v1/session`: who is asking, and how one signs in here. `user` is null for somebody who has yet to sign in. */
export const sessionSchema = z.strictObject({
  user: z.strictObject({ name: z.string(), role: accessRoleSchema }).nullable(),
  /** `open`: everybody on this machine is an admin, under the name that they choose. */
  signIn: z.enum(['open', 'api_key', 'oidc']),
});
export type Session = z.infer<typeof sessionSchema>;

/** `POST /v1/session`: exchanges an API key or an access token for a session cookie. `DELETE` ends the session. */
export const signInRequestSchema = z.strictObject({ token: z.string().min(1).max(16_384) });
