import { correctionSchema } from '../contracts/correction.ts';
import { pastEscalatedTicketSchema } from '../contracts/escalated-ticket.ts';
import { rejectionHeadersSchema } from '../contracts/rejection.ts';
import { pastRoutingEventSchema, type Source } from '../contracts/routing-event.ts';
import type { Taxonomy } from '../contracts/taxonomy.ts';
import { cleanTicket } from '../intake/clean-ticket.ts';
import { decodeTicket } from '../intake/decode-ticket.ts';
import { eventIdOf } from '../publish/build-event.ts';
import type { StoredRecord } from './store/write-records.ts';

/** What travels on the topics that the store is made of. */
export type MessageKind = 'tickets' | 'decisions' | 'escalations' | 'rejections' | 'corrections';

export interface TopicMessage {
  kind: MessageKind;
  source: Source;
  key: Buffer | null;
  value: Buffer | null;
  /** One header as text. */
  header: (name: string) => string | undefined;
  /** The broker's time. */
  receivedAt: Date;
}

/** `null`: there is nothing in it for the store. `unreadable` says why a message is left out, without quoting it. */
export type ReadMessage = StoredRecord | { kind: 'unreadable'; why: string } | null;

const longestId = 200;

/** Turns a message into what is kept of it. Never throws: whatever lies on a topic must not stop it. */
export function createMessageReader({
  codes,
  retired,
}: Pick<Taxonomy, 'codes' | 'retired'>): (message: TopicMessage) => ReadMessage {
  // What helpdesks add of their own is left out, not refused.
  const corrections = correctionSchema([...codes, ...retired]).strip();

  return (message) => {
    const { kind, source, receivedAt } = message;
    switch (kind) {
      case 'tickets': {
        const decoded = decodeTicket(message.value, message.key);
        // The router's dead letter tells of the others.
        return decoded.ok ? { kind, item: { clean: cleanTicket(decoded.ticket), source, receivedAt } } : null;
      }
      case 'decisions':
        return read(pastRoutingEventSchema, message, (item) => ({ kind, item }));
      case 'escalations':
        return read(pastEscalatedTicketSchema, message, (ticket) => ({ kind, item: { ticket, receivedAt } }));
      case 'rejections': {
        const names = Object.keys(rejectionHeadersSchema.shape);
        const headers = rejectionHeadersSchema.safeParse(
          Object.fromEntries(names.map((name) => [name, message.header(name)])),
        );
        if (!headers.success) return unreadable(headers.error);
        const { data } = headers;
        const origin = {
          topic: data['signalbox-origin-topic'],
          partition: Number(data['signalbox-origin-partition']),
          offset: Number(data['signalbox-origin-offset']),
        };
        return { kind, item: { source: origin, reason: data['signalbox-reason'], receivedAt } };
      }
      case 'corrections': {
        const ownId = message.header('ce_id');
        const correctionId = ownId && ownId.length <= longestId ? ownId : eventIdOf(source);
        const tolerant = { safeParse: (value: unknown) => corrections.safeParse(withTextId(value)) };
        return read(tolerant, message, (correction) => ({
          kind,
          item: { correctionId, correction, receivedAt, offset: source.offset },
        }));
      }
      default:
        return kind satisfies never;
    }
  };
}

/** Helpdesks that number their tickets name them by number here too, as they may in the ticket. */
function withTextId(value: unknown): unknown {
  const { ticketId } = (value ?? {}) as { ticketId?: unknown };
  return Number.isSafeInteger(ticketId) ? { ...(value as object), ticketId: String(ticketId) } : value;
}

type Parsed<T> = { success: true; data: T } | { success: false; error: SchemaError };
type SchemaError = { issues: readonly { path: readonly PropertyKey[]; message: string }[] };

function read<T>(
  schema: { safeParse: (value: unknown) => Parsed<T> },
  { value }: TopicMessage,
  keep: (data: T) => StoredRecord,
): ReadMessage {
  if (value === null) return { kind: 'unreadable', why: 'the value is null' };
  let json: unknown;
  try {
    json = JSON.parse(value.toString('utf8'));
  } catch {
    return { kind: 'unreadable', why: 'the value is not JSON' }; // the engine's message quotes it
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? keep(parsed.data) : unreadable(parsed.error);
}

function unreadable({ issues }: SchemaError): ReadMessage {
  const [first] = issues;
  return { kind: 'unreadable', why: `${first?.path.join('.') || 'the value'}: ${first?.message}` };
}
