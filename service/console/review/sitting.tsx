import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate, useNavigation } from 'react-router';
import type { ReviewQueue } from '../../contracts/api-review-queue.ts';
import { newId } from '../api/new-id.ts';
import { sessionQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/states.tsx';
import { noCategory } from '../parts/words.ts';
import { AbsentItem } from './absent-item.tsx';
import { keptNote, noteOf, settledNote, written } from './note-drafts.ts';
import { useNoteDrafts } from './note-drafts-store.ts';
import { type Entry, isStuck, lastStanding, settle, standingOf, undo } from './outbox.ts';
import { OutboxNotice } from './outbox-notice.tsx';
import { update, useOutbox } from './outbox-store.ts';
import { QueueList } from './queue-list.tsx';
import { askedItem, hasRevisions, isAsked } from './queue-place.ts';
import { neighbourOf, nextWaiting, type Only, settledIn } from './queue-state.ts';
import { ShortcutHelp } from './shortcut-help.tsx';
import { SittingHeader } from './sitting-header.tsx';
import { takenWords } from './team.ts';
import { useAsked } from './use-asked.ts';
import { useComeBack } from './use-come-back.ts';
import { useDrops } from './use-drops.ts';
import { useLookForMore } from './use-look-for-more.ts';
import { useQueueList } from './use-queue-list.ts';
import { useShortcutSwitch } from './use-shortcuts.ts';
import { useTicketAddress } from './use-ticket-address.ts';
import { VerdictPanel } from './verdict-panel.tsx';

interface SittingProps {
  /** Names the list: its order and what is shown. */
  list: string;
  only: Only;
  queue: ReviewQueue;
  /** At the server, less what is settled here. */
  waiting: number;
  /** Who has read tickets of the queue lately. */
  atWork: readonly string[];
  /** @returns undefined: no answer came */
  reload: () => Promise<ReviewQueue | undefined>;
  loadAfter: (skip: number) => Promise<ReviewQueue | undefined>;
}

/** One list, worked through; more is asked for before it ends. */
export function Sitting({ list, only, queue, waiting, atWork, reload, loadAfter }: SittingProps) {
  const navigate = useNavigate();
  const isLeaving = useNavigation().state !== 'idle';
  const addressOf = useTicketAddress();
  const user = useQuery(sessionQuery).data?.user;
  const me = user?.name ?? '';
  const outbox = useOutbox();
  const [drafts, changeDrafts] = useNoteDrafts();
  const { asked, ask } = useAsked();
  const [hasShortcuts, setShortcuts] = useShortcutSwitch();
  const [focusTurn, setFocusTurn] = useState(0);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isNoticeOpen, setNoticeOpen] = useState(false);
  const hasStuck = outbox.some(isStuck);
  // The next one that is not saved is a line again.
  useEffect(() => setNoticeOpen((isOpen) => isOpen && hasStuck), [hasStuck]);
  const turnNotice = () => setNoticeOpen(!isNoticeOpen && hasStuck);
  const [said, setSaid] = useState('');
  const { items, team, left, add, leave } = useQueueList({
    ...{ list, queue, outbox, atWork, me, waiting, reload, loadAfter },
    open: asked.eventId,
  });

  const firstWaiting = nextWaiting(items, outbox, null, team);
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
    ...{ items, outbox, team, reload, isDone: left === 0 },
    place: JSON.stringify([current?.eventId ?? asked, focusTurn, isLeaving]),
    ...{ onFound: add, onGo: go, onSay: setSaid, onFocusLost: focusTicket },
  });
  const comeBack = useComeBack(outbox, reload);
  const takeBack = () => {
    if (!last) return;
    const { eventId, request } = last;
    changeDrafts((given) => keptNote(given, outbox, last));
    update((given) => undo(given, eventId, newId()));
    setSaid(`${request.ticketId}: taken back.`);
    focusTicket();
    if (items.some((item) => item.eventId === eventId)) return go(eventId);
    comeBack.expect(eventId);
    ask({ eventId, ticketId: request.ticketId });
  };
  const dropUnsaved = useDrops({ outbox, leave, add, reload, onSay: setSaid });
  const dropVerdicts = (entries: readonly Entry[]) => {
    dropUnsaved(entries);
    focusTicket();
  };
  const decideAgain = (entry: Entry) => {
    dropVerdicts([entry]);
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
        isComing={comeBack.expected === asked.eventId}
        hasShortcuts={hasShortcuts}
        focusTurn={focusTurn}
        onGoOn={firstWaiting === null ? null : () => go(firstWaiting)}
        onUndo={takeBack}
        onNotice={turnNotice}
        onHelp={() => setHelpOpen(true)}
      />
    ) : null;
  const taken = current ? team.taken.get(current.eventId) : undefined;
  const standing = current && standingOf(outbox, current.eventId);
  const note = current ? noteOf(drafts, current.eventId, standing) : '';
  return (
    <>
      <SittingHeader
        said={said}
        left={left}
        others={team.others}
        settled={settledIn(outbox, only)}
        waiting={waiting}
        hasShortcuts={hasShortcuts && (current ?? absent) !== null}
        onUndo={last ? takeBack : null}
        onHelp={() => setHelpOpen(true)}
      />
      <OutboxNotice
        outbox={outbox}
        me={me}
        isOpen={isNoticeOpen}
        onOpen={setNoticeOpen}
        onDrop={dropVerdicts}
        onDecideAgain={decideAgain}
        onDone={focusTicket}
      />
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
          <QueueList {...{ items, outbox, team, me }} current={current?.eventId ?? null} onChoose={go} />
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
                taken={taken ? takenWords(taken, me) : null}
                verdict={standing}
                note={note}
                page={addressOf(current.ticketId, current.revision)}
                hasShortcuts={hasShortcuts}
                isViewer={user?.role === 'viewer'}
                focusTurn={focusTurn}
                onNote={(text) => changeDrafts((given) => written(given, current.eventId, text))}
                onMove={(step) => go(neighbourOf(items, current.eventId, step))}
                onGoOn={firstWaiting === null ? null : () => go(nextWaiting(items, outbox, current.eventId, team))}
                onSettle={(category) => {
                  if (taken) {
                    setSaid(`${current.ticketId} is ${takenWords(taken, me)}: your choice is not sent.`);
                    return go(nextWaiting(items, outbox, current.eventId, team));
                  }
                  const { eventId, ticketId, revision, occasion, basedOn } = current;
                  const noted = note.trim() === '' ? {} : { note: note.trim() };
                  const request = { correctionId: newId(), ticketId, revision, occasion, category, basedOn, ...noted };
                  const next = nextWaiting(items, settle(outbox, eventId, request), eventId, team);
                  update((given) => settle(given, eventId, request));
                  changeDrafts((given) => settledNote(given, eventId));
                  const how = `settled as ${category ?? noCategory}${hasShortcuts ? '; Z takes it back' : ''}.`;
                  setSaid(`${ticketId} ${how}${next === null ? ' It was the last of this list.' : ''}`);
                  focusTicket();
                  go(next);
                }}
                onUndo={takeBack}
                onOpen={() => void navigate(addressOf(current.ticketId, current.revision))}
                onNotice={turnNotice}
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
