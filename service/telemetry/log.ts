import { destination, type Logger, pino } from 'pino';

/**
 * Structured logs, one JSON object a line. Ticket text is never passed to a logger.
 * @param to file descriptor: 1 for a service, 2 where stdout carries results
 */
export function createLog(level: string, to: 1 | 2 = 1): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination({ fd: to, sync: true }));
}
