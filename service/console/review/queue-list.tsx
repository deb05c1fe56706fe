import { useEffect, useRef } from 'react';
import type { QueueItem } from '../../contracts/api-review-queue.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { percent } from '../parts/format.ts';
import { Subject } from '../parts/ticket-text.tsx';
import { TimeAgo } from '../parts/time.tsx';
import { reasonWords } from '../parts/words.ts';
import { type Outbox, standingOf } from './outbox.ts';
import { hasRevisions } from './queue-place.ts';

/** What waits. Of an audit nothing is told that the machine thought. */
export function QueueList({
  items,
  outbox,
  current,
  onChoose,
}: {
  items: readonly QueueItem[];
  outbox: Outbox;
  /** Null: what is asked for is not in the list. */
  current: string | null;
  onChoose: (eventId: string) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  // By keys one goes on beyond the edge of what is seen. The page itself stays where it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another ticket moves the list
  useEffect(() => {
    const edges = list.current?.getBoundingClientRect();
    const item = list.current?.querySelector('[aria-current=true]')?.getBoundingClientRect();
    if (!edges || !item) return;
    const above = Math.min(0, item.top - edges.top);
    const below = Math.max(0, item.bottom - edges.bottom);
    list.current?.scrollBy(0, above || below);
  }, [current]);
  return (
    <nav className="queue" aria-label="Waiting tickets">
      <ol className="queue-list" ref={list}>
        {items.map((item) => {
          const verdict = standingOf(outbox, item.eventId);
          return (
            <li key={item.eventId}>
              <button
                type="button"
                className={`queue-item ${verdict ? 'is-settled' : ''}`}
                aria-current={item.eventId === current ? 'true' : undefined}
                onClick={() => onChoose(item.eventId)}
              >
                <span className="queue-subject">
                  {item.subject || item.body ? (
                    <Subject>{item.subject || firstWords(item.body ?? '')}</Subject>
                  ) : (
                    <span className="ticket-id">{item.ticketId}</span>
                  )}
                </span>
                <span className="queue-facts">
                  {verdict ? (
                    <span className="queue-verdict">
                      {verdict.state === 'sent' ? '✓' : '…'} <CategoryName code={verdict.request.category} short />
                    </span>
                  ) : item.occasion === 'audit' ? (
                    'Audit'
                  ) : (
                    `${item.reason ? reasonWords[item.reason] : 'Review'}${item.confidence === null ? '' : ` · ${percent(item.confidence, 0)}`}`
                  )}
                  {hasRevisions(items, item) ? <span>rev. {item.revision}</span> : null}
                  <TimeAgo at={item.decidedAt} isShort />
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** A chat has no subject; its beginning tells it from the others. */
const firstWords = (body: string) => body.trim().slice(0, 80);
