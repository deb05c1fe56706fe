import { useQuery } from '@tanstack/react-query';
import { type Dispatch, type SetStateAction, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import type { QueueItem, ReviewQueue } from '../../contracts/console-api.ts';
import { reviewQueueQuery, sessionQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { Choice } from '../parts/choice.tsx';
import { count } from '../parts/format.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { useParameter } from '../parts/use-scope.ts';
import { noCategory } from '../parts/words.ts';
import { keptNote, type NoteDrafts, noteOf, settledNote, written } from './note-drafts.ts';
import { drop, type Entry, lastStanding, settle, standingOf, undo } from './outbox.ts';
import { OutboxNotice } from './outbox-notice.tsx';
import { newId, update, useOutbox } from './outbox-store.ts';
import { QueueList } from './queue-list.tsx';
import {
  needsMore,
  neighbourOf,
  nextWaiting,
  type Only,
  pageLength,
  settledIn,
  topUp,
  waitingIn,
  waitingNow,
  waitingOf,
} from './queue-state.ts';
import { ShortcutHelp } from './shortcut-help.tsx';
import { useShortcutSwitch } from './use-shortcuts.ts';
import { VerdictPanel } from './verdict-panel.tsx';
import './review.css';

const orders = [
  { id: 'uncertainty', label: 'Least certain first' },
  { id: 'suspected_error', label: 'Most likely wrong first' },
  { id: 'representativeness', label: 'Most representative first' },
  { id: 'oldest', label: 'Oldest first' },
] as const;

/** Tickets that wait for a person, one after the other. The list stays as it is while one works on it. */
export function ReviewPage() {
  const [only, setOnly] = useParameter('only', 'all');
  const [order, setOrder] = useParameter('order', 'uncertainty');
  const chosenOrder = orders.find(({ id }) => id === order)?.id ?? 'uncertainty';
  const chosen: Only = only === 'audit' || only === 'review' ? only : 'all';
  const queue = useQuery(
    reviewQueueQuery({ order: chosenOrder, ...(chosen === 'all' ? {} : { only: chosen }), limit: pageLength }),
  );
  const outbox = useOutbox();
  // Not of the sitting, which begins anew with another order or kind of tickets.
  const noteDrafts = useState<NoteDrafts>(new Map());
  const waiting = queue.data && waitingNow(queue.data, outbox);
  const label = (name: string, n: number | undefined) => (n === undefined ? name : `${name} ${count(n)}`);
  return (
    <>
      <PageHeader
        title="Review queue"
        lead="What the machine left to people, and a random sample of what it routed: the audit shows how right it is."
        actions={
          <>
            <Segmented
              label="Shown"
              options={[
                { id: 'all', label: label('All', waiting && waitingOf(waiting, 'all')) },
                { id: 'review', label: label('Reviews', waiting?.review) },
                { id: 'audit', label: label('Audit', waiting?.audit) },
              ]}
              value={chosen}
              onChange={setOnly}
            />
            {chosen === 'audit' ? null : (
              <Choice label="Order" isLabelHidden options={orders} value={chosenOrder} onChange={setOrder} />
            )}
          </>
        }
      />
      <QueryState query={queue} lines={14}>
        {(data) => (
          <Sitting
            key={`${chosenOrder} ${chosen}`}
            only={chosen}
            queue={data}
            noteDrafts={noteDrafts}
            reload={() => void queue.refetch()}
          />
        )}
      </QueryState>
    </>
  );
}

/** One list, worked through; more is asked for before it ends. */
function Sitting({
  only,
  queue,
  noteDrafts: [drafts, setDrafts],
  reload,
}: {
  only: Only;
  queue: ReviewQueue;
  noteDrafts: [NoteDrafts, Dispatch<SetStateAction<NoteDrafts>>];
  reload: () => void;
}) {
  const navigate = useNavigate();
  const user = useQuery(sessionQuery).data?.user;
  const outbox = useOutbox();
  const [items, setItems] = useState<readonly QueueItem[]>(queue.items);
  const [ticket, setTicket] = useParameter('ticket');
  // The address follows a moment later; a key that is pressed meanwhile must not meet the ticket that was just settled.
  const [ahead, setAhead] = useState<Pick<QueueItem, 'eventId' | 'ticketId'> | null>(null);
  const [hasShortcuts, setShortcuts] = useShortcutSwitch();
  const [hasMoved, setMoved] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [said, setSaid] = useState('');
  const left = waitingIn(items, outbox).length;
  const waiting = waitingOf(waitingNow(queue, outbox), only);
  const settled = settledIn(outbox, only);
  useEffect(() => setItems((given) => topUp(given, queue.items)), [queue]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each ticket that is settled
  useEffect(() => {
    if (needsMore(left, waiting)) reload();
  }, [left]);

  useEffect(() => setAhead((item) => (item?.ticketId === ticket ? null : item)), [ticket]);

  const current =
    items.find(({ eventId }) => eventId === ahead?.eventId) ??
    items.find(({ ticketId }) => ticketId === ticket) ??
    items.find(({ eventId }) => eventId === nextWaiting(items, outbox, null)) ??
    items[0];
  const last = lastStanding(outbox);
  const go = (eventId: string | null) => {
    const item = items.find((given) => given.eventId === eventId);
    if (!item || item === current) return;
    setMoved(true);
    setAhead(item);
    setTicket(item.ticketId);
  };
  const takeBack = () => {
    if (!last) return;
    setDrafts((given) => keptNote(given, outbox, last));
    update((given) => undo(given, last.eventId, newId()));
    setSaid(`${last.request.ticketId}: taken back.`);
    go(last.eventId);
  };
  const dropVerdict = (entry: Entry) => {
    setDrafts((given) => keptNote(given, outbox, entry));
    update((given) => drop(given, entry.request.correctionId));
  };
  if (!current) {
    return (
      <>
        <OutboxNotice outbox={outbox} onDrop={dropVerdict} />
        <EmptyState title="Nothing waits">
          Every review is settled and the audit is read. New tickets come as they are decided.{' '}
          <Button variant="quiet" onPress={reload}>
            Look again
          </Button>
        </EmptyState>
      </>
    );
  }
  const standing = standingOf(outbox, current.eventId);
  const note = noteOf(drafts, current.eventId, standing);
  return (
    <>
      <div className="sitting">
        <p className="sitting-said" role="status">
          {said || `${count(left)} in this list wait.`}
        </p>
        <progress aria-label="Settled in this sitting" max={Math.max(1, settled + waiting)} value={settled} />
        <span className="muted">
          {count(settled)} settled in this sitting, {count(waiting)} wait
        </span>
        <Button size="small" isDisabled={!last} onPress={takeBack}>
          {hasShortcuts ? <kbd>Z</kbd> : null} Undo
        </Button>
        <Button size="small" onPress={() => setHelpOpen(true)}>
          {hasShortcuts ? <kbd>?</kbd> : null} Keys
        </Button>
      </div>
      <OutboxNotice outbox={outbox} onDrop={dropVerdict} />
      <div className="review">
        <QueueList items={items} outbox={outbox} current={current.eventId} onChoose={go} />
        <div className="stack">
          {left === 0 ? (
            <EmptyState title={`All ${items.length} are settled`}>
              <Button variant="primary" onPress={reload}>
                Look for more
              </Button>
            </EmptyState>
          ) : null}
          <VerdictPanel
            key={current.eventId}
            item={current}
            place={`${items.indexOf(current) + 1} of ${items.length}`}
            verdict={standing}
            note={note}
            hasShortcuts={hasShortcuts}
            isViewer={user?.role === 'viewer'}
            takesFocus={hasMoved}
            onNote={(text) => setDrafts((given) => written(given, current.eventId, text))}
            onMove={(step) => go(neighbourOf(items, current.eventId, step))}
            onSettle={(category) => {
              const { eventId, ticketId, revision, occasion, basedOn } = current;
              const noted = note.trim() === '' ? {} : { note: note.trim() };
              const request = { correctionId: newId(), ticketId, revision, occasion, category, basedOn, ...noted };
              const next = settle(outbox, eventId, request);
              update((given) => settle(given, eventId, request));
              setDrafts((given) => settledNote(given, eventId));
              setSaid(`${ticketId} settled as ${category ?? noCategory}${hasShortcuts ? '; Z takes it back' : ''}.`);
              go(nextWaiting(items, next, eventId));
            }}
            onUndo={takeBack}
            onOpen={() => void navigate(`/tickets/${encodeURIComponent(current.ticketId)}`)}
            onHelp={() => setHelpOpen(true)}
          />
        </div>
      </div>
      <ShortcutHelp isOpen={isHelpOpen} onOpen={setHelpOpen} hasShortcuts={hasShortcuts} onShortcuts={setShortcuts} />
    </>
  );
}
