import { destination, type Logger, pino } from 'pino';
import { maskJsonLine } from '../privacy/mask-json-line.ts';

/**
 * Structured logs, one JSON object a line. Ticket text is never passed to a logger on purpose; but errors of libraries quote what
 * they were given, in messages, causes and fields of their own, so every line is masked where it is written. That is behind
 * all serializers and child loggers, and nothing goes around it.
 * @param to file descriptor: 1 for a service, 2 where stdout carries results
 */
export function createLog(level: string, to = 1): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: maskJsonLine } },
    destination({ fd: to, sync: true }),
  );
}
