import { Button } from '../parts/button.tsx';
import { count, plural } from '../parts/format.ts';

const listed = new Intl.ListFormat('en');

/** How far one is, what was done last, and the way to take it back. */
export function SittingHeader({
  said,
  left,
  others,
  settled,
  waiting,
  hasShortcuts,
  onUndo,
  onHelp,
}: {
  said: string;
  left: number;
  /** Who works through the same queue. */
  others: readonly string[];
  settled: number;
  waiting: number;
  hasShortcuts: boolean;
  /** Null: nothing can be taken back. */
  onUndo: (() => void) | null;
  onHelp: () => void;
}) {
  const at = others.length > 3 ? `${others.length} others` : listed.format(others);
  return (
    <div className="sitting">
      <p className="sitting-said" role="status">
        {said ||
          `${plural(left, 'in this list waits', 'in this list wait')}${waiting > left ? '; more come as these are settled' : ''}.`}
      </p>
      <progress aria-label="Settled in this sitting" max={Math.max(1, settled + waiting)} value={settled} />
      <span className="muted">
        {count(settled)} settled in this sitting, {plural(waiting, 'waits', 'wait')}
      </span>
      {others.length > 0 ? (
        <span className="muted">
          {at} {others.length === 1 ? 'reads' : 'read'} here too: you are led to different tickets first
        </span>
      ) : null}
      <Button size="small" isDisabled={onUndo === null} onPress={() => onUndo?.()}>
        {hasShortcuts ? <kbd>Z</kbd> : null} Undo
      </Button>
      <span className="sitting-keys">
        <Button size="small" onPress={onHelp}>
          {hasShortcuts ? <kbd>?</kbd> : null} Keys
        </Button>
      </span>
    </div>
  );
}
