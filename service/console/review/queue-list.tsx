import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { QueueItem } from '../../contracts/api-review-queue.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { percent } from '../parts/format.ts';
import { Subject } from '../parts/ticket-text.tsx';
import { TimeAgo } from '../parts/time.tsx';
import { reasonWords } from '../parts/words.ts';
import { type Entry, type Outbox, standingOf } from './outbox.ts';
import { hasRevisions } from './queue-place.ts';
import { type Team, takenWords } from './team.ts';

const signs: Record<Entry['state'], string> = { waiting: '…', sending: '…', sent: '✓', stale: '!', refused: '!' };

/** What waits. Of an audit nothing is told that the machine thought. For Tab it is one stop; arrows go from ticket to ticket. */
export function QueueList({
  items,
  outbox,
  team,
  me,
  current,
  onChoose,
}: {
  items: readonly QueueItem[];
  outbox: Outbox;
  team: Team;
  me: string;
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
  const tabStop = current ?? items[0]?.eventId;
  return (
    <nav className="queue" aria-label="Waiting tickets">
      <ol className="queue-list" ref={list} onKeyDown={moveFocus}>
        {items.map((item) => {
          const verdict = standingOf(outbox, item.eventId);
          const taken = team.taken.get(item.eventId);
          return (
            <li key={item.eventId}>
              <button
                type="button"
                className={`queue-item ${verdict || taken ? 'is-settled' : ''}`}
                aria-current={item.eventId === current ? 'true' : undefined}
                tabIndex={item.eventId === tabStop ? 0 : -1}
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
                      {signs[verdict.state]} <CategoryName code={verdict.request.category} short />
                    </span>
                  ) : taken ? (
                    <span className="queue-taken">{takenWords(taken, me)}</span>
                  ) : item.occasion === 'audit' ? (
                    'Audit'
                  ) : (
                    `${item.reason ? reasonWords[item.reason] : 'Review'}${item.choice === null || item.confidence === null ? '' : ` · ${percent(item.confidence, 0)}`}`
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

function moveFocus(event: KeyboardEvent<HTMLOListElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  buttons[to]?.focus();
}

/** A chat has no subject; its beginning tells it from the others. */
const firstWords = (body: string) => body.trim().slice(0, 80);
