import type { QueueItem } from '../../contracts/console-api.ts';
import { CategoryName } from '../parts/category-name.tsx';
import { percent } from '../parts/format.ts';
import { Subject } from '../parts/ticket-text.tsx';
import { TimeAgo } from '../parts/time.tsx';
import { reasonWords } from '../parts/words.ts';
import type { Verdicts } from './queue-state.ts';

/** What waits. Of an audit nothing is told that the machine thought. */
export function QueueList({
  items,
  verdicts,
  current,
  onChoose,
  hasShortcuts,
  onShortcuts,
}: {
  items: readonly QueueItem[];
  verdicts: Verdicts;
  current: string;
  onChoose: (eventId: string) => void;
  hasShortcuts: boolean;
  onShortcuts: (isOn: boolean) => void;
}) {
  return (
    <nav className="queue" aria-label="Waiting tickets">
      <ol className="queue-list">
        {items.map((item) => {
          const verdict = verdicts.get(item.eventId);
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
                      ✓ <CategoryName code={verdict.category} short />
                    </span>
                  ) : item.occasion === 'audit' ? (
                    'Audit'
                  ) : (
                    `${item.reason ? reasonWords[item.reason] : 'Review'}${item.confidence === null ? '' : ` · ${percent(item.confidence, 0)}`}`
                  )}
                  <TimeAgo at={item.decidedAt} isShort />
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      <label className="shortcut-switch">
        <input type="checkbox" checked={hasShortcuts} onChange={({ target }) => onShortcuts(target.checked)} />
        <span>
          Keys: <kbd>1</kbd>–<kbd>5</kbd> choose, <kbd>0</kbd> none, <kbd>/</kbd> search, <kbd>S</kbd> save,{' '}
          <kbd>J</kbd> <kbd>K</kbd> next, previous
        </span>
      </label>
    </nav>
  );
}

/** A chat has no subject; its beginning tells it from the others. */
const firstWords = (body: string) => body.trim().slice(0, 80);
