import { SignalboxError } from '../errors.ts';
import { cleanTicket } from '../intake/clean-ticket.ts';
import { decodeTicket } from '../intake/decode-ticket.ts';
import { parseObject, readLines } from './labelled-tickets.ts';

/**
 * JSONL tickets in, cleaned JSONL out, in order and with every other field kept: the fine-tuning pipeline reads tickets
 * through this, so that the model is trained on exactly what it will see.
 */
export async function clean(path: string): Promise<void> {
  for (const { number, text } of await readLines(path)) {
    const line = parseObject(text);
    const refuse = (reason: string) => {
      throw new SignalboxError('INPUT_INVALID', `${path === '-' ? 'stdin' : path}:${number}: ${reason}`, {
        remedy: 'correct the line; a line is {"id": "…", "subject": "…", "body": "…"}',
      });
    };
    if (!line) return refuse('not a JSON object');
    const id = line.id ?? line.ticketId;
    if (id === undefined) return refuse('has no "id"');
    const decoded = decodeTicket(Buffer.from(JSON.stringify({ ...line, ticketId: id })), null);
    if (!decoded.ok) return refuse(decoded.detail);
    const { subject, body, language, keptRaw } = cleanTicket(decoded.ticket);
    process.stdout.write(`${JSON.stringify({ ...line, subject, body, language, keptRaw })}\n`);
  }
}
