import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { QueueItem, ReviewQueue } from '../../contracts/console-api.ts';
import { reviewQueueQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { Choice } from '../parts/choice.tsx';
import { count } from '../parts/format.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { EmptyState, QueryState } from '../parts/states.tsx';
import { useParameter } from '../parts/use-scope.ts';
import { QueueList } from './queue-list.tsx';
import { neighbourOf, nextWaiting, type Verdicts } from './queue-state.ts';
import { useShortcutSwitch } from './use-shortcuts.ts';
import { VerdictPanel } from './verdict-panel.tsx';
import './review.css';

type Only = 'all' | NonNullable<QueueItem['occasion']>;
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
    reviewQueueQuery({ order: chosenOrder, ...(chosen === 'all' ? {} : { only: chosen }), limit: 50 }),
  );
  const waiting = queue.data?.waiting;
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
                { id: 'all', label: label('All', waiting && waiting.audit + waiting.review) },
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
        {(data) => <Sitting key={queue.dataUpdatedAt} queue={data} reload={() => void queue.refetch()} />}
      </QueryState>
    </>
  );
}

/** One list, worked through. Asking for more begins a new one. */
function Sitting({ queue, reload }: { queue: ReviewQueue; reload: () => void }) {
  const { items } = queue;
  const [verdicts, setVerdicts] = useState<Verdicts>(new Map());
  const [ticket, setTicket] = useParameter('ticket');
  const [hasShortcuts, setShortcuts] = useShortcutSwitch();
  const current = items.find(({ ticketId }) => ticketId === ticket) ?? items[0];
  const go = (eventId: string | null) => {
    const item = items.find((given) => given.eventId === eventId);
    if (item) setTicket(item.ticketId);
  };
  if (!current) {
    return (
      <EmptyState title="Nothing waits">
        Every review is settled and the audit is read. New tickets come as they are decided.{' '}
        <Button variant="quiet" onPress={reload}>
          Look again
        </Button>
      </EmptyState>
    );
  }
  const isDone = nextWaiting(items, verdicts, current.eventId) === null;
  return (
    <div className="review">
      <QueueList
        items={items}
        verdicts={verdicts}
        current={current.eventId}
        onChoose={go}
        hasShortcuts={hasShortcuts}
        onShortcuts={setShortcuts}
      />
      <div className="stack">
        {isDone ? (
          <EmptyState title={`All ${items.length} are settled`}>
            <Button variant="primary" onPress={reload}>
              Get the next ones
            </Button>
          </EmptyState>
        ) : null}
        <VerdictPanel
          key={current.eventId}
          item={current}
          place={`${items.indexOf(current) + 1} of ${items.length}`}
          verdict={verdicts.get(current.eventId)}
          hasShortcuts={hasShortcuts}
          onMove={(step) => go(neighbourOf(items, current.eventId, step))}
          onSaid={(verdict) => {
            const next = new Map(verdicts).set(current.eventId, verdict);
            setVerdicts(next);
            go(nextWaiting(items, next, current.eventId));
          }}
          onTakenBack={(eventId) => {
            const next = new Map(verdicts);
            next.delete(eventId);
            setVerdicts(next);
            go(eventId);
          }}
        />
      </div>
    </div>
  );
}
