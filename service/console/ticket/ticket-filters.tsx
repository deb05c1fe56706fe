import { Button } from '../parts/button.tsx';
import { useCategories } from '../parts/category-name.tsx';
import { Choice } from '../parts/choice.tsx';
import { none } from '../parts/pair-address.ts';
import { useChangeParameters } from '../parts/use-scope.ts';
import { noCategory, outcomeWords, reasonWords } from '../parts/words.ts';
import { type DecisionFilters, verdicts } from './decision-filters.ts';

/** What a list of decisions can be narrowed to; it is in the URL. */
export function TicketFilters({ filters, onClear }: { filters: DecisionFilters; onClear: () => void }) {
  const change = useChangeParameters();
  const categories = useCategories();
  const codes = categories.map(({ code, name }) => ({ id: code, label: `${code} · ${name}` }));
  const codesOrNone = [...codes, { id: none, label: noCategory }];
  const any = (label: string) => ({ id: '', label });
  const set = (name: string) => (value: string) => change({ [name]: value }, { isStep: true });
  const words = (given: Record<string, string>) => Object.entries(given).map(([id, label]) => ({ id, label }));
  const verdict = verdicts.findLast(({ filter: [name, value] }) => filters[name] === value)?.id ?? '';
  return (
    <div className="ticket-filters">
      <Choice
        label="Outcome"
        isLabelHidden
        value={filters.outcome ?? ''}
        options={[any('Any outcome'), ...words(outcomeWords)]}
        onChange={set('outcome')}
      />
      <Choice
        label="Reason"
        isLabelHidden
        value={filters.reason ?? ''}
        options={[any('Any reason'), ...words(reasonWords)]}
        onChange={set('reason')}
      />
      <Choice
        label="Model's choice"
        isLabelHidden
        value={filters.choice ?? ''}
        options={[any('Any choice'), ...codesOrNone]}
        onChange={set('choice')}
      />
      <Choice
        label="Verdict of people"
        isLabelHidden
        value={verdict}
        options={[any('Read or not'), ...verdicts]}
        onChange={(value) => {
          const chosen = verdicts.filter(({ id }) => id === value).map(({ filter }) => filter);
          change({ labelled: null, wrong: null, corrected: null, ...Object.fromEntries(chosen) }, { isStep: true });
        }}
      />
      <Choice
        label="Belongs to"
        isLabelHidden
        value={filters.truth ?? ''}
        options={[any('Belongs anywhere'), ...codesOrNone]}
        onChange={set('truth')}
      />
      {Object.values(filters).some(Boolean) ? (
        <Button variant="quiet" onPress={onClear}>
          Clear
        </Button>
      ) : null}
    </div>
  );
}
