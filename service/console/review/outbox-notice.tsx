import { useEffect, useId, useRef } from 'react';
import { Button } from '../parts/button.tsx';
import { plural } from '../parts/format.ts';
import { allKept, type Entry, isStuck, type Outbox, retryNow, troubled } from './outbox.ts';
import { update, useKept } from './outbox-store.ts';
import { LostTakeBack, RefusedVerdict, StaleVerdict } from './stuck-verdicts.tsx';

/** Verdicts that have not arrived. They are kept until they have, or until their author drops them. One line each kind, so that work goes on below. */
export function OutboxNotice({
  outbox,
  me,
  isOpen,
  onOpen,
  onDrop,
  onDecideAgain,
  onDone,
}: {
  outbox: Outbox;
  me: string;
  /** Whether those that need a person are shown one by one. */
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onDrop: (entries: readonly Entry[]) => void;
  /** Drops it too. */
  onDecideAgain: (entry: Entry) => void;
  /** The button that was pressed may go with its notice: the focus belongs elsewhere. */
  onDone: () => void;
}) {
  const entries = troubled(outbox);
  const kept = useKept();
  const again = entries.filter(({ state }) => state === 'waiting' || state === 'sending');
  const stuck = entries.filter(isStuck);
  const takeBacks = stuck.filter(({ request }) => request.retracts !== undefined);
  const late = stuck.filter(({ state, request }) => state === 'stale' && request.retracts === undefined);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  useEffect(() => {
    if (isOpen) list.current?.focus();
  }, [isOpen]);
  return (
    <div className="outbox" aria-live="polite">
      {again.length > 0 ? (
        <div className="outbox-entry hint">
          <p>
            <strong>{plural(again.length, 'verdict')} not saved yet.</strong>{' '}
            {allKept(again, kept)
              ? 'Kept in this browser and sent again by itself; go on.'
              : 'Not kept, since the browser’s store is full or blocked: leave this page open. Sent again by itself; go on.'}{' '}
            {again[0]?.problem}
          </p>
          <Button
            size="small"
            onPress={() => {
              update(retryNow);
              onDone();
            }}
          >
            Send now
          </Button>
        </div>
      ) : null}
      {stuck.length > 0 ? (
        <div className="outbox-entry outbox-line hint">
          <p>
            <strong>
              {stuckWords({
                late: late.length,
                refused: stuck.length - late.length - takeBacks.length,
                notTakenBack: takeBacks.length,
              })}
            </strong>
          </p>
          <span className="outbox-ways">
            <Button size="small" aria-expanded={isOpen} aria-controls={listId} onPress={() => onOpen(!isOpen)}>
              {isOpen ? 'Hide' : 'Look'}
            </Button>
            {late.length > 0 ? (
              <Button size="small" variant="quiet" onPress={() => onDrop(late)}>
                {late.length < stuck.length
                  ? 'Drop those that came too late'
                  : late.length > 1
                    ? 'Drop all'
                    : 'Drop it'}
              </Button>
            ) : null}
          </span>
        </div>
      ) : null}
      {isOpen && stuck.length > 0 ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: Esc leaves it from whatever of its buttons has the focus
        <div
          id={listId}
          className="outbox-list"
          ref={list}
          tabIndex={-1}
          onKeyDown={({ key }) => {
            if (key !== 'Escape') return;
            onOpen(false);
            onDone();
          }}
        >
          {stuck.map((entry) =>
            entry.request.retracts !== undefined ? (
              <LostTakeBack key={entry.request.correctionId} entry={entry} onDrop={() => onDrop([entry])} />
            ) : entry.state === 'stale' ? (
              <StaleVerdict
                key={entry.request.correctionId}
                entry={entry}
                me={me}
                onDrop={() => onDrop([entry])}
                onDone={onDone}
              />
            ) : (
              <RefusedVerdict
                key={entry.request.correctionId}
                entry={entry}
                onDecideAgain={() => onDecideAgain(entry)}
              />
            ),
          )}
        </div>
      ) : null}
    </div>
  );
}

function stuckWords({ late, refused, notTakenBack }: { late: number; refused: number; notTakenBack: number }): string {
  const parts = [
    late > 0 ? `${plural(late, 'verdict')} came too late` : '',
    refused > 0 ? `${plural(refused, 'verdict')} refused` : '',
    notTakenBack > 0 ? `${plural(notTakenBack, 'verdict')} not taken back` : '',
  ];
  return `${parts.filter((part) => part !== '').join(', ')}.`;
}
