import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate, useNavigation } from 'react-router';
import type { QueueItem, ReviewQueue } from '../../contracts/api-review-queue.ts';
import { newId } from '../api/new-id.ts';
import { sessionQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/states.tsx';
import { noCategory } from '../parts/words.ts';
import { AbsentItem } from './absent-item.tsx';
import { keptNote, noteOf, settledNote, written } from './note-drafts.ts';
import { useNoteDrafts } from './note-drafts-store.ts';
import { drop, type Entry, lastStanding, settle, standingOf, undo } from './outbox.ts';
import { OutboxNotice } from './outbox-notice.tsx';
import { update, useOutbox } from './outbox-store.ts';
import { QueueList } from './queue-list.tsx';
import { askedItem, hasRevisions, isAsked } from './queue-place.ts';
import {
  needsMore,
  neighbourOf,
  nextWaiting,
  type Only,
  settledIn,
  topUp,
  waitingIn,
  waitingNow,
  waitingOf,
} from './queue-state.ts';
import { ShortcutHelp } from './shortcut-help.tsx';
import { SittingHeader } from './sitting-header.tsx';
import { useAsked } from './use-asked.ts';
import { useLookForMore } from './use-look-for-more.ts';
import { useShortcutSwitch } from './use-shortcuts.ts';
import { useTicketAddress } from './use-ticket-address.ts';
import { VerdictPanel } from './verdict-panel.tsx';

/** One list, worked through; more is asked for before it ends. @param reload undefined: no answer came */
export function Sitting({
  only,
  queue,
  reload,
}: {
  only: Only;
  queue: ReviewQueue;
  reload: () => Promise<ReviewQueue | undefined>;
}) {
  const navigate = useNavigate();
  const isLeaving = useNavigation().state !== 'idle';
  const addressOf = useTicketAddress();
  const user = useQuery(sessionQuery).data?.user;
  const outbox = useOutbox();
  const [drafts, changeDrafts] = useNoteDrafts();
  const [items, setItems] = useState<readonly QueueItem[]>(queue.items);
  const { asked, ask } = useAsked();
  const [hasShortcuts, setShortcuts] = useShortcutSwitch();
  const [focusTurn, setFocusTurn] = useState(0);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [said, setSaid] = useState('');
  const left = waitingIn(items, outbox).length;
  const waiting = waitingOf(waitingNow(queue, outbox), only);
  useEffect(() => setItems((given) => topUp(given, queue.items)), [queue]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each ticket that is settled
  useEffect(() => {
    if (needsMore(left, waiting)) void reload();
  }, [left]);

  const firstWaiting = nextWaiting(items, outbox, null);
  const usual = items.find(({ eventId }) => eventId === firstWaiting) ?? items[0] ?? null;
  const current = isAsked(asked) ? askedItem(items, outbox, asked) : usual;
  // The address has what one sees, so that it is the same ticket after a reload and on the way back from another page.
  useEffect(() => {
    if (asked.eventId === '' && current && !isLeaving) ask(current);
  }, [asked.eventId, current, ask, isLeaving]);
  const last = lastStanding(outbox);
  // Also where the ticket stays the same: what had the focus may have gone.
  const focusTicket = () => {
    setFocusTurn((turn) => turn + 1);
    if (current === null && !isAsked(asked)) document.getElementById('main')?.focus({ preventScroll: true });
  };
  const go = (eventId: string | null, among = items) => {
    const item = among.find((given) => given.eventId === eventId);
    if (!item || item === current) return;
    focusTicket();
    ask(item);
  };
  const lookForMore = useLookForMore({
    ...{ items, outbox, reload, isDone: left === 0 },
    place: JSON.stringify([current?.eventId ?? asked, focusTurn, isLeaving]),
    onFound: (found) => setItems((given) => topUp(given, found)),
    ...{ onGo: go, onSay: setSaid, onFocusLost: focusTicket },
  });
  const takeBack = () => {
    if (!last) return;
    const isHere = items.some(({ eventId }) => eventId === last.eventId);
    changeDrafts((given) => keptNote(given, outbox, last));
    update((given) => undo(given, last.eventId, newId()));
    setSaid(`${last.request.ticketId}: taken back.${isHere ? '' : ' It is not in this list.'}`);
    focusTicket();
    go(last.eventId);
  };
  const dropVerdict = (entry: Entry) => {
    changeDrafts((given) => keptNote(given, outbox, entry));
    update((given) => drop(given, entry.request.correctionId));
    focusTicket();
    if (entry.state === 'stale' && entry.request.retracts === undefined) void leaveToOthers(entry);
  };
  // What they have settled waits no more; should it still, it comes again, with their word to base a verdict on.
  const leaveToOthers = async ({ eventId, request: { ticketId } }: Entry) => {
    setItems((given) => given.filter((item) => item.eventId !== eventId));
    const found = await reload();
    if (found) setItems((given) => topUp(given, found.items));
    else setSaid(`${ticketId}: left to others. No answer came whether it still waits; if so, a later list has it.`);
  };
  const decideAgain = (entry: Entry) => {
    dropVerdict(entry);
    // What this list does not have says where it is.
    if (items.some(({ eventId }) => eventId === entry.eventId)) go(entry.eventId);
    else ask({ eventId: entry.eventId, ticketId: entry.request.ticketId });
  };
  const absent =
    current === null && isAsked(asked) ? (
      <AbsentItem
        key={`${asked.eventId} ${asked.ticketId}`}
        asked={asked}
        only={only}
        loaded={items.length}
        isSettledHere={standingOf(outbox, asked.eventId) !== null}
        hasShortcuts={hasShortcuts}
        focusTurn={focusTurn}
        onGoOn={firstWaiting === null ? null : () => go(firstWaiting)}
        onUndo={takeBack}
        onHelp={() => setHelpOpen(true)}
      />
    ) : null;
  const standing = current && standingOf(outbox, current.eventId);
  const note = current ? noteOf(drafts, current.eventId, standing) : '';
  return (
    <>
      <SittingHeader
        said={said}
        left={left}
        settled={settledIn(outbox, only)}
        waiting={waiting}
        hasShortcuts={hasShortcuts && (current ?? absent) !== null}
        onUndo={last ? takeBack : null}
        onHelp={() => setHelpOpen(true)}
      />
      <OutboxNotice outbox={outbox} onDrop={dropVerdict} onDecideAgain={decideAgain} onDone={focusTicket} />
      {items.length === 0 ? (
        <div className="stack">
          {absent}
          <EmptyState title="Nothing waits">
            Every review is settled and the audit is read. New tickets come as they are decided.{' '}
            <Button variant="quiet" onPress={() => void lookForMore()}>
              Look again
            </Button>
          </EmptyState>
        </div>
      ) : (
        <div className="review">
          <QueueList items={items} outbox={outbox} current={current?.eventId ?? null} onChoose={go} />
          <div className="stack">
            {left === 0 ? (
              <EmptyState title={`All ${items.length} are settled`}>
                <Button variant="primary" onPress={() => void lookForMore()}>
                  Look for more
                </Button>
              </EmptyState>
            ) : null}
            {absent}
            {current ? (
              <VerdictPanel
                key={current.eventId}
                item={current}
                hasRevisions={hasRevisions(items, current)}
                place={`${items.indexOf(current) + 1} of ${items.length}`}
                verdict={standing}
                note={note}
                page={addressOf(current.ticketId, current.revision)}
                hasShortcuts={hasShortcuts}
                isViewer={user?.role === 'viewer'}
                focusTurn={focusTurn}
                onNote={(text) => changeDrafts((given) => written(given, current.eventId, text))}
                onMove={(step) => go(neighbourOf(items, current.eventId, step))}
                onSettle={(category) => {
                  const { eventId, ticketId, revision, occasion, basedOn } = current;
                  const noted = note.trim() === '' ? {} : { note: note.trim() };
                  const request = { correctionId: newId(), ticketId, revision, occasion, category, basedOn, ...noted };
                  const next = nextWaiting(items, settle(outbox, eventId, request), eventId);
                  update((given) => settle(given, eventId, request));
                  changeDrafts((given) => settledNote(given, eventId));
                  const how = `settled as ${category ?? noCategory}${hasShortcuts ? '; Z takes it back' : ''}.`;
                  setSaid(`${ticketId} ${how}${next === null ? ' It was the last of this list.' : ''}`);
                  focusTicket();
                  go(next);
                }}
                onUndo={takeBack}
                onOpen={() => void navigate(addressOf(current.ticketId, current.revision))}
                onHelp={() => setHelpOpen(true)}
              />
            ) : null}
          </div>
        </div>
      )}
      <ShortcutHelp isOpen={isHelpOpen} onOpen={setHelpOpen} hasShortcuts={hasShortcuts} onShortcuts={setShortcuts} />
    </>
  );
}
