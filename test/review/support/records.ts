import type { Correction } from '../../../service/contracts/correction.ts';
import type { EscalatedTicket } from '../../../service/contracts/escalated-ticket.ts';
import type { NeedsReviewEvent, RoutedEvent } from '../../../service/contracts/routing-event.ts';
import { auditPosition } from '../../../service/review/audit-sample.ts';
import type { ReceivedCorrection } from '../../../service/review/store/record-corrections.ts';
import type { ReceivedTicket } from '../../../service/review/store/record-tickets.ts';
import { frontierEvent, reviewEvent, routedEvent } from '../../support/fixtures.ts';

export const day = (n: number, hour = 12): Date => new Date(Date.UTC(2026, 0, n, hour));

const at = (offset: number) => ({
  source: { topic: 'tickets.inbound', partition: 0, offset },
  eventId: `tickets.inbound-0-${offset}`,
});

type Given<E> = Partial<E> & { offset: number };

export const routed = ({ offset, ...given }: Given<RoutedEvent>): RoutedEvent => ({
  ...routedEvent,
  ...at(offset),
  ticketId: `T-${offset}`,
  decidedAt: day(1).toISOString(),
  ...given,
});
export const routedByFrontier = ({ offset, ...given }: Given<RoutedEvent>): RoutedEvent => ({
  ...routed({ offset }),
  decidedBy: frontierEvent.decidedBy,
  ...given,
});
export const reviewed = ({ offset, ...given }: Given<NeedsReviewEvent>): NeedsReviewEvent => ({
  ...reviewEvent,
  ...at(offset),
  ticketId: `T-${offset}`,
  decidedAt: day(1).toISOString(),
  ...given,
});

export function escalated(
  offset: number,
  candidates: EscalatedTicket['candidates'],
): { ticket: EscalatedTicket; receivedAt: Date } {
  const { source } = at(offset);
  const { timings, taxonomyVersion, modelVersion } = routedEvent;
  const text = { channel: 'chat' as const, subject: '', body: '', language: 'en' };
  const ticket = {
    specVersion: 1 as const,
    ticketId: `T-${offset}`,
    revision: 1,
    ...text,
    source,
    candidates,
    threshold: 0.9,
  };
  return { ticket: { ...ticket, taxonomyVersion, modelVersion, timings } as EscalatedTicket, receivedAt: day(1) };
}

export function correction(
  given: Partial<Correction> & { ticketId: string },
  {
    id = `c ${given.ticketId} ${given.correctedBy ?? ''} ${given.correctedAt ?? ''}`,
    receivedAt = day(20),
    offset = 0,
  } = {},
): ReceivedCorrection {
  const usual = {
    revision: 1,
    category: 'ACCESS',
    correctedBy: 'ana',
    correctedAt: day(2).toISOString(),
    occasion: 'unasked' as const,
  };
  return { correctionId: id, correction: { ...usual, ...given }, receivedAt, offset };
}

export function received(
  offset: number,
  text: {
    subject?: string;
    body?: string;
    extra?: Record<string, unknown>;
    setAside?: ReceivedTicket['clean']['setAside'];
  } = {},
): ReceivedTicket {
  const { subject = 'Card', body = 'My card was charged twice.', extra = {}, setAside = [] } = text;
  const ticket = {
    ticketId: `T-${offset}`,
    revision: 1,
    subject,
    body,
    channel: 'email' as const,
    attachments: [],
    extra,
  };
  return {
    clean: { ticket, subject, body, setAside, language: 'en', keptRaw: false },
    source: at(offset).source,
    receivedAt: day(1),
  };
}

/** The n-th ticket id whose place in the audit's draw is below the rate, or not. */
export function ticketIdDrawn(drawn: boolean, { rate = 0.02, n = 0 } = {}): string {
  let left = n;
  for (let i = 0; ; i++) if (auditPosition(`draw-${i}`) < rate === drawn && left-- === 0) return `draw-${i}`;
}
