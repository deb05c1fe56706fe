/**
 * Whether an error says that the database went away in the middle of something, or has no room or no right to write now (a full
 * disk, a standby): then the same request may do later. The driver has codes of the system (ECONNRESET) and of PostgreSQL (class
 * 08, 40, 53, 57P, 25006; 25P03 and 25P04 where it ends a session) for it, and for a closed socket only words.
 */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { code?: unknown };
  if (typeof code === 'string') return /^(?:08|40|53|57P|25006|25P0[34]|ECONN|EPIPE|ETIMEDOUT)/.test(code);
  return /^(?:Connection terminated|Client has encountered a connection error|PGlite is clos)/.test(error.message);
}

/** Whether work that nobody waits for may be done later: also where somebody held what it needed, or it was given too little time. */
export function mayPass(error: unknown): boolean {
  return isLostConnection(error) || ['55P03', '57014'].includes(String((error as { code?: unknown } | null)?.code));
}
