import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components';
import { useCategories } from './category-name.tsx';
import { noCategory } from './words.ts';

/** What was chosen: a category, "none of them", or nothing yet. */
export type CategoryChoice = { code: string | null } | undefined;

/** Stands for "none of them": codes have no white space at their ends, so that none can be this one. */
const none = ' none';

/** Chooses among all categories by name or code; "none of them" is one of the choices. */
export function CategoryCombobox({
  label,
  value,
  onChange,
  autoFocus = false,
  withNone = true,
  description,
}: {
  label: string;
  value: CategoryChoice;
  onChange: (value: CategoryChoice) => void;
  autoFocus?: boolean;
  withNone?: boolean;
  description?: string;
}) {
  const categories = useCategories();
  const items = [
    ...categories.map(({ code, name }) => ({ id: code, code, name })),
    ...(withNone ? [{ id: none, code: '', name: noCategory }] : []),
  ];
  return (
    <ComboBox
      className="combobox"
      menuTrigger="focus"
      defaultItems={items}
      autoFocus={autoFocus}
      selectedKey={value === undefined ? null : (value.code ?? none)}
      onSelectionChange={(key) => {
        if (key === null) onChange(undefined);
        else onChange({ code: key === none ? null : String(key) });
      }}
    >
      <Label className="field-label">{label}</Label>
      <div className="combobox-field">
        <Input className="input" placeholder="Name or code" />
        <Button className="combobox-open">
          <span aria-hidden="true">▾</span>
        </Button>
      </div>
      {description ? (
        <Text slot="description" className="field-note">
          {description}
        </Text>
      ) : null}
      <Popover className="popover">
        <ListBox<(typeof items)[number]> className="listbox" renderEmptyState={() => <p className="muted">No match</p>}>
          {(item) => (
            <ListBoxItem className="option" textValue={item.code ? `${item.code} ${item.name}` : item.name}>
              {item.code ? <code>{item.code}</code> : null}
              <span>{item.name}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
