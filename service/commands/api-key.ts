import { createApiKey } from '../api/sign-in/api-keys.ts';
import { accessRoleSchema, accessRoles } from '../contracts/api-access.ts';
import { SignalboxError } from '../errors.ts';

/** The two go to different streams, so that `>> api-keys.txt` keeps the line and never the key. */
export async function apiKey(name: string, role: string): Promise<void> {
  const known = accessRoleSchema.safeParse(role);
  if (!known.success) {
    throw new SignalboxError('INPUT_INVALID', `"${role}" is no role`, { remedy: `choose ${accessRoles.join(', ')}` });
  }
  const { key, line } = await createApiKey(name, known.data);
  process.stderr.write(`The key of ${name} (${known.data}). It is shown once and kept nowhere:\n${key}\n`);
  process.stdout.write(`${line}\n`);
}
