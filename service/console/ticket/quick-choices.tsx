import { useQuery } from '@tanstack/react-query';
import { ToggleButton } from 'react-aria-components';
import type { TicketView } from '../../contracts/api-tickets.ts';
import { explanationQuery } from '../api/queries.ts';
import { Badge } from '../parts/badge.tsx';
import type { CategoryChoice } from '../parts/category-combobox.tsx';
import { CategoryName } from '../parts/category-name.tsx';
import { standingWord } from './correction-state.ts';
import { likelyCodes } from './likely-codes.ts';

/** The likely ones as buttons, and "none of them". What holds now is marked. */
export function QuickChoices({
  ticket,
  decision,
  choice,
  onChoose,
}: {
  ticket: TicketView;
  decision: TicketView['decisions'][number];
  choice: CategoryChoice;
  onChoose: (choice: CategoryChoice) => void;
}) {
  const { revision } = decision;
  const isTextKept = ticket.texts.some((text) => text.revision === revision);
  const explanation = useQuery({ ...explanationQuery(ticket.ticketId, { revision }), enabled: isTextKept }).data;
  const word = standingWord(ticket.history, revision);
  const codes = likelyCodes(decision, word, explanation?.candidates ?? []);
  return (
    <fieldset className="quick-choices">
      <legend className="field-label">Likely</legend>
      {[...codes, null].map((code) => (
        <ToggleButton
          key={code ?? ' none'}
          className="quick-choice"
          isSelected={choice !== undefined && choice.code === code}
          onChange={(isSelected) => onChoose(isSelected ? { code } : undefined)}
        >
          <CategoryName code={code} />{' '}
          {word?.category === code ? (
            <Badge tone="good">said by {word.correctedBy}</Badge>
          ) : !word && decision.outcome !== 'review' && decision.choice === code ? (
            <Badge>routed here</Badge>
          ) : null}
        </ToggleButton>
      ))}
    </fieldset>
  );
}
