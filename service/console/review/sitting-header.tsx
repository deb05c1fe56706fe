import { Button } from '../parts/button.tsx';
import { count } from '../parts/format.ts';

/** How far one is, what was done last, and the way to take it back. */
export function SittingHeader({
  said,
  left,
  settled,
  waiting,
  hasShortcuts,
  onUndo,
  onHelp,
}: {
  said: string;
  left: number;
  settled: number;
  waiting: number;
  hasShortcuts: boolean;
  /** Null: nothing can be taken back. */
  onUndo: (() => void) | null;
  onHelp: () => void;
}) {
  return (
    <div className="sitting">
      <p className="sitting-said" role="status">
        {said || `${count(left)} in this list wait${waiting > left ? '; more come as these are settled' : ''}.`}
      </p>
      <progress aria-label="Settled in this sitting" max={Math.max(1, settled + waiting)} value={settled} />
      <span className="muted">
        {count(settled)} settled in this sitting, {count(waiting)} wait
      </span>
      <Button size="small" isDisabled={onUndo === null} onPress={() => onUndo?.()}>
        {hasShortcuts ? <kbd>Z</kbd> : null} Undo
      </Button>
      <Button size="small" onPress={onHelp}>
        {hasShortcuts ? <kbd>?</kbd> : null} Keys
      </Button>
    </div>
  );
}
