import { type AuditedAction, recordAction } from '../review/store/audit-log.ts';
import type { ApiParts } from './api-parts.ts';
import type { User } from './sign-in/sign-in.ts';

/**
 * Keeps who did what. It comes after the deed, so a store that has gone in between must not undo or deny that: the log of the
 * process has it then.
 */
export async function logAction(
  { store, router, log }: Pick<ApiParts, 'store' | 'router' | 'log'>,
  user: User | null,
  action: AuditedAction['action'],
  subject: string | null,
): Promise<void> {
  const entry = { at: router.clock(), who: user?.name ?? 'nobody', action, subject };
  try {
    await recordAction(store(), entry);
  } catch (error) {
    log.warn({ err: error, action: entry }, 'an entry of the audit log could not be kept');
  }
}
