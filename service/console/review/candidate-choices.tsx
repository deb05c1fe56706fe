import { useRef } from 'react';
import { Button } from 'react-aria-components';
import type { QueueItem } from '../../contracts/api-review-queue.ts';
import { CategoryName, useCategoryOf } from '../parts/category-name.tsx';
import { ConfidenceBar } from '../parts/confidence-bar.tsx';

/** As long as a double click takes, by the usual setting. */
const doubleMs = 500;
let lastDownMs = Number.NEGATIVE_INFINITY;

/** Candidates as buttons that settle. Of an audit without probabilities and in the taxonomy's order: whoever reads it is not to be led. */
export function CandidateChoices({
  item,
  verdict,
  onSettle,
  hasShortcuts,
  isDisabled,
}: {
  item: QueueItem;
  verdict: { category: string | null } | undefined;
  onSettle: (category: string | null) => void;
  hasShortcuts: boolean;
  isDisabled: boolean;
}) {
  const isBlind = item.occasion === 'audit';
  const categoryOf = useCategoryOf();
  // After the first press of a double click the next ticket's button is under the pointer.
  const isSecond = useRef(false);
  return (
    <fieldset
      className="quick-choices"
      onPointerDownCapture={({ timeStamp }) => {
        isSecond.current = timeStamp - lastDownMs < doubleMs;
        lastDownMs = timeStamp;
      }}
    >
      <legend className="field-label">{isBlind ? 'Where does it belong?' : 'The model thought of'}</legend>
      {[
        ...item.candidates.map((candidate) => ({ ...candidate, code: candidate.category as string | null })),
        { code: null, probability: null },
      ].map(({ code, probability }, i) => (
        <Button
          key={code ?? ' none'}
          className="quick-choice candidate-choice"
          data-selected={verdict?.category === code || undefined}
          isDisabled={isDisabled}
          onPress={({ pointerType }) => {
            if (pointerType === 'keyboard' || !isSecond.current) onSettle(code);
          }}
        >
          {hasShortcuts ? <kbd>{code === null ? 0 : i + 1}</kbd> : null}
          <CategoryName code={code} />
          {isBlind || probability === null ? null : <ConfidenceBar value={probability} label="probability" />}
          <span className="candidate-meaning">
            {code === null ? 'It fits no definition.' : categoryOf(code)?.definition}
          </span>
        </Button>
      ))}
    </fieldset>
  );
}
