import { Button } from 'react-aria-components';
import type { QueueItem } from '../../contracts/console-api.ts';
import { CategoryName, useCategoryOf } from '../parts/category-name.tsx';
import { ConfidenceBar } from '../parts/confidence-bar.tsx';

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
  return (
    <fieldset className="quick-choices">
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
          onPress={() => onSettle(code)}
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
