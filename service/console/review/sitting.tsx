import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import type { ReviewQueue } from '../../contracts/api-review-queue.ts';
import { sessionQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { plural } from '../parts/format.ts';
import { EmptyState } from '../parts/states.tsx';
import { AbsentItem } from './absent-item.tsx';
import { noteOf, written } from './note-drafts.ts';
import { useNoteDrafts } from './note-drafts-store.ts';
import { isStuck, standingOf } from './outbox.ts';
import { OutboxNotice } from './outbox-notice.tsx';
import { useOutbox } from './outbox-store.ts';
import { QueueList } from './queue-list.tsx';
import { hasRevisions, isAsked } from './queue-place.ts';
import { emptyWords, neighbourOf, nextWaiting, type Only, settledIn } from './queue-state.ts';
import { ShortcutHelp } from './shortcut-help.tsx';
import { SittingHeader } from './sitting-header.tsx';
import { takenWords } from './team.ts';
import { useAsked } from './use-asked.ts';
import { useCurrent } from './use-current.ts';
import { useLookForMore } from './use-look-for-more.ts';
import { useQueueList } from './use-queue-list.ts';
import { useSettle } from './use-settle.ts';
import { useShortcutSwitch } from './use-shortcuts.ts';
import { useTakeBacks } from './use-take-backs.ts';
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
  const addressOf = useTicketAddress();
  const user = useQuery(sessionQuery).data?.user;
  const me = user?.name ?? '';
  const outbox = useOutbox();
  const [drafts, changeDrafts] = useNoteDrafts();
  const { asked, ask } = useAsked();
  const [hasShortcuts, setShortcuts] = useShortcutSwitch();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isNoticeOpen, setNoticeOpen] = useState(false);
  const hasStuck = outbox.some(isStuck);
  // The next one that is not saved is a line again.
  useEffect(() => setNoticeOpen((isOpen) => isOpen && hasStuck), [hasStuck]);
  const turnNotice = () => setNoticeOpen(!isNoticeOpen && hasStuck);
  const [said, setSaid] = useState('');
  const { items, team, left, add, addByItself, leave } = useQueueList({
    ...{ list, queue, outbox, atWork, me, waiting, reload, loadAfter },
    open: asked.eventId,
  });

  const firstWaiting = nextWaiting(items, outbox, null, team);
  const usual = items.find(({ eventId }) => eventId === firstWaiting) ?? items[0] ?? null;
  const { current, place, focusTurn, focusTicket, go } = useCurrent({ items, outbox, asked, ask, usual });
  const lookForMore = useLookForMore({
    ...{ items, outbox, team, place, reload, isDone: left === 0 },
    ...{ onFound: add, onGo: go, onSay: setSaid, onFocusLost: focusTicket },
  });
  const { takeBack, expected, dropVerdicts, decideAgain } = useTakeBacks({
    ...{ items, outbox, reload, add, leave, ask, go, focusTicket, onSay: setSaid },
  });
  const settle = useSettle({ items, outbox, team, me, hasShortcuts, go, focusTicket, onSay: setSaid });
  const onUndo = () => takeBack?.();
  const onHelp = () => setHelpOpen(true);
  const absent =
    current === null && isAsked(asked) ? (
      <AbsentItem
        key={`${asked.eventId} ${asked.ticketId}`}
        asked={asked}
        only={only}
        loaded={items.length}
        isSettledHere={standingOf(outbox, asked.eventId) !== null}
        isComing={expected === asked.eventId}
        hasShortcuts={hasShortcuts}
        focusTurn={focusTurn}
        onFound={addByItself}
        onGoOn={firstWaiting === null ? null : () => go(firstWaiting)}
        onUndo={onUndo}
        onNotice={turnNotice}
        onHelp={onHelp}
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
        onUndo={takeBack}
        onHelp={onHelp}
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
          <EmptyState title={emptyWords[only].title}>
            {emptyWords[only].text} New tickets come as they are decided.{' '}
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
              <EmptyState title={`All settled: ${plural(items.length, 'ticket')}`}>
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
                onSettle={(category) => settle(current, category, note)}
                onUndo={onUndo}
                onOpen={() => void navigate(addressOf(current.ticketId, current.revision))}
                onNotice={turnNotice}
                onHelp={onHelp}
              />
            ) : null}
          </div>
        </div>
      )}
      <ShortcutHelp isOpen={isHelpOpen} onOpen={setHelpOpen} hasShortcuts={hasShortcuts} onShortcuts={setShortcuts} />
    </>
  );
}
