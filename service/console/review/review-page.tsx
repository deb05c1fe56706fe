import { useQuery } from '@tanstack/react-query';
import { usePageUser } from '../api/page-user.ts';
import { reviewQueueQuery } from '../api/queries.ts';
import { Choice } from '../parts/choice.tsx';
import { count } from '../parts/format.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { LoadingState, QueryState } from '../parts/states.tsx';
import { useChangeParameters, useParameter } from '../parts/use-scope.ts';
import { useOutbox } from './outbox-store.ts';
import { answerOf, type Only, pageLength, rankNote, waitingNow, waitingOf } from './queue-state.ts';
import { Sitting } from './sitting.tsx';
import './review.css';

const orders = [
  { id: 'uncertainty', label: 'Least certain first' },
  { id: 'suspected_error', label: 'Most likely wrong first' },
  { id: 'representativeness', label: 'Most representative first' },
  { id: 'oldest', label: 'Oldest first' },
] as const;

/** Tickets that wait for a person, one after the other. Where one goes on under another name, it begins anew with what waits. */
export function ReviewPage() {
  return <Review key={usePageUser() ?? ''} />;
}

/** The list stays as it is while one works on it. */
function Review() {
  const [only] = useParameter('only', 'all');
  const [order] = useParameter('order', 'uncertainty');
  const change = useChangeParameters();
  // Another list begins at its own first ticket.
  const changeList = (values: { only?: string; order?: string }) => change({ ...values, event: null, ticket: null });
  const chosenOrder = orders.find(({ id }) => id === order)?.id ?? 'uncertainty';
  const chosen: Only = only === 'audit' || only === 'review' ? only : 'all';
  const queue = useQuery({
    ...reviewQueueQuery({ order: chosenOrder, ...(chosen === 'all' ? {} : { only: chosen }), limit: pageLength }),
    staleTime: 0,
  });
  // What is kept from an earlier visit may have been settled since, on the ticket's own page: a list begins with what waits now.
  const isOpening = queue.fetchStatus === 'fetching' && !queue.isFetchedAfterMount;
  const outbox = useOutbox();
  const waiting = queue.data && waitingNow(queue.data, outbox);
  const note = queue.data && chosen !== 'audit' ? rankNote(queue.data, chosenOrder) : null;
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
              onChange={(id) => changeList({ only: id === 'all' ? '' : id })}
            />
            {chosen === 'audit' ? null : (
              <Choice
                label="Order"
                isLabelHidden
                options={orders}
                value={chosenOrder}
                onChange={(id) => changeList({ order: id === 'uncertainty' ? '' : id })}
              />
            )}
          </>
        }
      />
      {note ? <p className="muted">{note}</p> : null}
      {isOpening ? (
        <LoadingState lines={14} />
      ) : (
        <QueryState query={queue} lines={14}>
          {(data) => (
            <Sitting
              key={`${chosenOrder} ${chosen}`}
              only={chosen}
              queue={data}
              reload={async () => answerOf(await queue.refetch())}
            />
          )}
        </QueryState>
      )}
    </>
  );
}
