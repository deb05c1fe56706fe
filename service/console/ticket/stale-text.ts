import type { CorrectionRequest } from '../../contracts/api-corrections.ts';
import type { ApiProblem } from '../api/problem.ts';

/**
 * What is said in passing of a correction that came too late; null where its page shows what was said meanwhile.
 * @param isHere whether that page is still there. It asks only about a choice, not about what was to be taken back
 */
export function staleText(
  { ticketId, retracts }: Pick<CorrectionRequest, 'ticketId' | 'retracts'>,
  { message, detail }: Pick<ApiProblem, 'message' | 'detail'>,
  isHere: boolean,
): string | null {
  if (isHere && retracts === undefined) return null;
  const what = retracts === undefined ? 'Not saved' : 'Not taken back';
  return `${what}: ticket ${ticketId}, ${detail ?? message}. Look at the ticket again and decide with what has been said since.`;
}
