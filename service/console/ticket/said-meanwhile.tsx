import { Button } from '../parts/button.tsx';
import { CategoryName } from '../parts/category-name.tsx';
import { VisibleText } from '../parts/ticket-text.tsx';
import { TimeAgo } from '../parts/time.tsx';
import type { Word } from './correction-state.ts';

/** What others said since one began to decide; it has to be read before it is overruled. */
export function SaidMeanwhile({
  words,
  onAccept,
  onDrop,
}: {
  words: readonly Word[];
  onAccept: () => void;
  onDrop: () => void;
}) {
  return (
    <div className="meanwhile">
      <p className="meanwhile-title">Said while you were deciding</p>
      <ul>
        {words.map(({ correctionId, correctedBy, category, correctedAt, note, retracts }) => (
          <li key={correctionId}>
            <strong>{correctedBy}</strong>{' '}
            {retracts === null ? <CategoryName code={category} /> : 'took the former correction back'}{' '}
            <span className="muted">
              <TimeAgo at={correctedAt} />
            </span>
            {note ? (
              <p dir="auto">
                <VisibleText>{note}</VisibleText>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
      <div className="meanwhile-actions">
        <Button size="small" onPress={onAccept}>
          I have read it, keep my choice
        </Button>
        <Button size="small" variant="quiet" onPress={onDrop}>
          Drop my choice
        </Button>
      </div>
    </div>
  );
}
