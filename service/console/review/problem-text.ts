import { asProblem, asSentence } from '../api/problem.ts';

/** What went wrong and how to mend it, as sentences. */
export function problemText(error: unknown): string {
  const { message, detail, remedy } = asProblem(error);
  return [message, detail, remedy].flatMap((part) => (part ? asSentence(part) : [])).join(' ');
}
