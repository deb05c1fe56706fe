import type { AuditAction } from '../../contracts/api-audit-log.ts';
import { actionWords } from '../parts/words.ts';

export interface AuditFilters {
  action?: AuditAction;
  who?: string;
  ticketId?: string;
}

/** From the URL. What the API does not know is left out, so that an old link still shows something. */
export function auditFilters(parameters: URLSearchParams): AuditFilters {
  const action = parameters.get('action') ?? '';
  const who = parameters.get('who')?.trim();
  const ticketId = parameters.get('ticketId')?.trim();
  return {
    ...(Object.hasOwn(actionWords, action) ? { action: action as AuditAction } : {}),
    ...(who ? { who } : {}),
    ...(ticketId ? { ticketId } : {}),
  };
}

/** The ends of an exported period as the log keeps them; null for anything else. */
export function exportedPeriod(subject: string): { from: string; to: string } | null {
  const [from = '', to = '', ...more] = subject.split(' to ');
  const isPeriod = more.length === 0 && [from, to].every((time) => !Number.isNaN(Date.parse(time)));
  return isPeriod ? { from, to } : null;
}
