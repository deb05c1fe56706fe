import type { Connection } from '../api/live-updates.ts';

const words: Record<Connection, string> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Reconnecting',
};

/** Whether the page follows the store. */
export function LiveMark({ connection }: { connection: Connection }) {
  return (
    <p className={`live live-${connection}`} title="Pages follow what arrives in the store">
      <span className="live-dot" aria-hidden="true" />
      <span role="status">{words[connection]}</span>
    </p>
  );
}
