import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { QueueItem } from '../../contracts/api-review-queue.ts';
import { asProblem } from '../api/problem.ts';
import { reviewQueueQuery, ticketQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { count } from '../parts/format.ts';
import { VisibleText } from '../parts/ticket-text.tsx';
import { type Absence, type Asked, absenceOf, askedDecision, isBlindPage, occasionOf } from './queue-place.ts';
import type { Only } from './queue-state.ts';
import type { Shortcut } from './shortcuts.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useTicketAddress } from './use-ticket-address.ts';

interface AbsentItemProps {
  asked: Asked;
  only: Only;
  loaded: number;
  /** Nobody has heard yet that one's own verdict has arrived. */
  isSettledHere: boolean;
  /** One's own verdict is being taken back, and the list is asked for it then. */
  isComing: boolean;
  hasShortcuts: boolean;
  /** Its heading takes the focus anew with each number but 0. */
  focusTurn: number;
  /** It waits behind those that are loaded, and has been asked for by itself. */
  onFound: (items: readonly QueueItem[]) => void;
  /** Null: nothing else waits. */
  onGoOn: (() => void) | null;
  onUndo: () => void;
  onNotice: () => void;
  onHelp: () => void;
}

/** In the place of a ticket that an address asks for and the list does not have: no other one is put under the reader's keys. */
export function AbsentItem(props: AbsentItemProps) {
  const { asked, only, loaded, isSettledHere, isComing, hasShortcuts, focusTurn, onFound } = props;
  const { onGoOn, onUndo, onNotice, onHelp } = props;
  const { eventId, ticketId } = asked;
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const addressOf = useTicketAddress();
  const headingId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const ticket = useQuery({ ...ticketQuery(ticketId), enabled: ticketId !== '' });
  const decisions = ticket.data?.decisions ?? [];
  const decision = askedDecision(decisions, eventId);
  const occasion = decision && occasionOf(decision);
  const isGone = asProblem(ticket.error).status === 404;
  // Of a ticket that was decided ever so often only the latest decisions are here.
  const hasAll = ticket.data !== undefined && decisions.length >= ticket.data.decisionCount;
  const isKnown = decision !== null || hasAll || isGone;
  const absence = isSettledHere ? 'settled' : isKnown ? absenceOf(decisions, decision, only) : null;
  const waits = useQuery({
    ...reviewQueueQuery({ event: decision?.eventId ?? '', limit: 1 }),
    enabled: absence === 'further' && !isComing,
    // It may wait again after somebody has taken their verdict back.
    staleTime: 0,
    gcTime: 0,
  });
  const found = waits.data?.items;
  const isOver = absence === 'further' && found?.length === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once for each answer
  useEffect(() => {
    if (!found) return;
    if (found.length > 0) onFound(found);
    // What has become of it is in its newest decisions.
    else void ticket.refetch();
  }, [found]);
  const isLooking = ticket.isLoading || waits.isLoading;
  const isBlind = isBlindPage(decisions, decision, isSettledHere ? (decision?.eventId ?? eventId) : null);
  // Whoever is to read a drawn ticket must not see the machine's reasons first; until one knows, it may be one.
  const hasPage = ticketId !== '' && !isBlind && ticket.data !== undefined && !isGone;
  const page = hasPage ? addressOf(ticketId, decision?.revision) : null;
  useEffect(() => {
    if (focusTurn > 0) heading.current?.focus();
  }, [focusTurn]);
  const act = ({ kind }: Shortcut) => {
    if (kind === 'next' || kind === 'previous') onGoOn?.();
    if (kind === 'undo') onUndo();
    if (kind === 'notice') onNotice();
    if (kind === 'help') onHelp();
    if (kind === 'open' && page) void navigate(page);
  };
  useShortcuts(hasShortcuts, 0, act);
  const revision = decision && decision.revision > 1 ? `, revision ${decision.revision},` : '';
  return (
    <section className="panel absent" aria-labelledby={headingId}>
      <h2 id={headingId} ref={heading} tabIndex={-1}>
        {ticketId === '' ? (
          'What this link asks for'
        ) : (
          <>
            Ticket{' '}
            <bdi>
              <VisibleText>{ticketId}</VisibleText>
            </bdi>
            {revision}
          </>
        )}{' '}
        is not in this list
      </h2>
      <p role="status">
        {isComing
          ? 'Your verdict is taken back; the ticket comes into this list as soon as Signalbox has heard of it.'
          : isLooking && !isSettledHere
            ? 'Looking for it…'
            : sentenceOf(isOver ? 'over' : absence, loaded)}
      </p>
      <p className="absent-ways">
        {onGoOn ? (
          <Button variant="primary" onPress={onGoOn}>
            Go on with the next that waits
          </Button>
        ) : null}
        {absence === 'other_kind' && decision && occasion ? (
          <Link
            to={`/review?${new URLSearchParams({ ...Object.fromEntries(parameters), only: occasion, ticket: ticketId, event: decision.eventId })}`}
            // The link goes with this list; as on a new page, the focus is on the whole of it.
            onClick={() => document.getElementById('main')?.focus({ preventScroll: true })}
          >
            {occasion === 'audit' ? 'Look among the audits' : 'Look among the reviews'}
          </Link>
        ) : null}
        {page ? <Link to={page}>Ticket’s page</Link> : null}
      </p>
    </section>
  );
}

function sentenceOf(absence: Absence | 'over' | null, loaded: number): ReactNode {
  switch (absence) {
    case 'settled':
      return 'It is settled: a person has said where it belongs.';
    case 'superseded':
      return 'It has been decided anew since, and only the newer decision counts.';
    case 'routed':
      return 'It waits for nobody: it is routed, and not drawn for the audit.';
    case 'other_kind':
      return 'It waits, but is of the kind that is not shown now.';
    case 'further':
      return `It waits, but further down than the ${count(loaded)} that are loaded; its turn comes when those before it are settled.`;
    case 'over':
      return 'It does not wait any more: a person has said where it belongs, or it has been decided anew.';
    case 'unknown':
      return 'Signalbox knows nothing of it, or no longer does.';
    case null:
      return 'It may be settled meanwhile, of the kind that is not shown, or not loaded yet.';
    default:
      return absence satisfies never;
  }
}
