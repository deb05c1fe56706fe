import { useQuery } from '@tanstack/react-query';
import { getReviewQueue } from '../api/endpoints.ts';
import { usePageUser } from '../api/page-user.ts';
import { reviewQueueQuery } from '../api/queries.ts';
import { Choice } from '../parts/choice.tsx';
import { count } from '../parts/format.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { LoadingState, QueryState } from '../parts/states.tsx';
import { useChangeParameters, useParameter } from '../parts/use-scope.ts';
import { useOutbox } from './outbox-store.ts';
import { answerOf, lastCounted, type Only, pageLength, rankNote, waitingNow, waitingOf } from './queue-state.ts';
import { Sitting } from './sitting.tsx';
import { useKnownStanding } from './use-standing.ts';
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
  const asked = { order: chosenOrder, ...(chosen === 'all' ? {} : { only: chosen }), limit: pageLength };
  const list = `${chosenOrder} ${chosen}`;
  const queue = useQuery({ ...reviewQueueQuery(asked), staleTime: 0 });
  // What is kept from an earlier visit may have been settled since, on the ticket's own page: a list begins with what waits now.
  // While the service does not answer, one goes on with what there is.
  const isOpening = queue.fetchStatus === 'fetching' && !queue.isFetchedAfterMount && queue.failureCount === 0;
  const outbox = useOutbox();
  const counted = lastCounted(queue, useKnownStanding(list));
  const waiting = counted && waitingNow(counted, outbox);
  const note = queue.data && chosen !== 'audit' ? rankNote(queue.data, chosenOrder) : null;
  const label = (name: string, n: number | undefined) => (n === undefined ? name : `${name} ${count(n)}`);
  return (
    <>
      <PageHeader
        title="Review queue"
        lead={
          <span className="review-lead">
            What the machine left to people, and a random sample of what it routed: the audit shows how right it is.
          </span>
        }
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
              key={list}
              list={list}
              only={chosen}
              queue={data}
              waiting={waiting ? waitingOf(waiting, chosen) : 0}
              atWork={counted?.atWork ?? data.atWork}
              reload={async () => answerOf(await queue.refetch())}
              loadAfter={(skip) => getReviewQueue({ ...asked, skip }).catch(() => undefined)}
            />
          )}
        </QueryState>
      )}
    </>
  );
}
