import { channelSchema } from '../contracts/ticket.ts';
import { SignalboxError } from '../errors.ts';
import { cleanTicket } from '../intake/clean-ticket.ts';
import { decodeTicket } from '../intake/decode-ticket.ts';
import { readChannel } from '../intake/read-fields.ts';
import { givenAway } from '../privacy/given-away.ts';
import { parseObject } from './labelled-line.ts';
import { readLines } from './labelled-tickets.ts';

/**
 * JSONL tickets in, cleaned JSONL out, in order and with every other field kept: the fine-tuning pipeline reads tickets
 * through this, so that the model is trained on exactly what it will see. What is set aside depends on the `channel`;
 * `givenAway` holds the names in the text that are known for such by what was set aside.
 */
export async function clean(path: string): Promise<void> {
  const file = path === '-' ? 'stdin' : path;
  const told = new Set<string>();
  for (const { number, text } of await readLines(path)) {
    const line = parseObject(text);
    const refuse = (reason: string) => {
      throw new SignalboxError('INPUT_INVALID', `${file}:${number}: ${reason}`, {
        remedy: 'correct the line; a line is {"id": "…", "subject": "…", "body": "…"}',
      });
    };
    if (!line) return refuse('not a JSON object');
    const id = line.id ?? line.ticketId;
    if (id === undefined) return refuse('has no "id"');
    const decoded = decodeTicket(Buffer.from(JSON.stringify({ ...line, ticketId: id })), null);
    if (!decoded.ok) return refuse(decoded.detail);
    const channel = JSON.stringify(line.channel);
    if (!readChannel(line.channel).understood && !told.has(channel)) {
      told.add(channel);
      // Not refused: the service reads it as `other` too, and tickets are to be cleaned as it would.
      const known = channelSchema.options.join(', ');
      process.stderr.write(`${file}:${number}: channel ${channel} is none of ${known}; it is read as other.\n`);
    }
    const { subject, body, language, keptRaw, setAside } = cleanTicket(decoded.ticket);
    // The pipeline keeps these texts, cut, for a prompt: whoever masks them then sees no signature any more.
    const names = givenAway({ subject, body }, [...setAside.map(({ text }) => text), body]);
    process.stdout.write(`${JSON.stringify({ ...line, subject, body, language, keptRaw, givenAway: names })}\n`);
  }
}
