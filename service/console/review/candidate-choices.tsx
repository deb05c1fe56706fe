import { ToggleButton } from 'react-aria-components';
import type { QueueItem } from '../../contracts/console-api.ts';
import type { CategoryChoice } from '../parts/category-combobox.tsx';
import { CategoryName } from '../parts/category-name.tsx';
import { ConfidenceBar } from '../parts/confidence-bar.tsx';

/** Candidates as buttons. Of an audit without probabilities and in the taxonomy's order: whoever reads it is not to be led. */
export function CandidateChoices({
  item,
  choice,
  onChoose,
  hasShortcuts,
}: {
  item: QueueItem;
  choice: CategoryChoice;
  onChoose: (choice: CategoryChoice) => void;
  hasShortcuts: boolean;
}) {
  const isBlind = item.occasion === 'audit';
  return (
    <fieldset className="quick-choices">
      <legend className="field-label">{isBlind ? 'Where does it belong?' : 'The model thought of'}</legend>
      {[
        ...item.candidates.map((candidate) => ({ ...candidate, code: candidate.category as string | null })),
        { code: null, probability: null },
      ].map(({ code, probability }, i) => (
        <ToggleButton
          key={code ?? ' none'}
          className="quick-choice candidate-choice"
          isSelected={choice !== undefined && choice.code === code}
          onChange={(isSelected) => onChoose(isSelected ? { code } : undefined)}
        >
          {hasShortcuts ? <kbd>{code === null ? 0 : i + 1}</kbd> : null}
          <CategoryName code={code} />
          {isBlind || probability === null ? null : <ConfidenceBar value={probability} label="probability" />}
        </ToggleButton>
      ))}
    </fieldset>
  );
}
