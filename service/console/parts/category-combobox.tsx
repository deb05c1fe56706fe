import { type ContextType, type RefObject, useContext, useImperativeHandle, useRef, useState } from 'react';
import {
  Button,
  ComboBox,
  ComboBoxStateContext,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from 'react-aria-components';
import { useCategories } from './category-name.tsx';
import { meantCategory, searchCategories } from './search-categories.ts';
import { noCategory } from './words.ts';

/** What was chosen: a category, "none of them", or nothing yet. */
export type CategoryChoice = { code: string | null } | undefined;

/** Stands for "none of them": codes have no white space at their ends, so that none can be this one. */
const none = ' none';

const textOf = ({ code, name }: { code: string; name: string }) => (code === '' ? name : `${code} ${name}`);

/** Chooses among all categories by words of name, code or definition; "none of them" is one of the choices. */
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
  // Null: nothing is sought, and the field has what was chosen.
  const [sought, setSought] = useState<string | null>(null);
  const list = useRef<ListState>(null);
  const all = [
    ...categories.map((category) => ({ ...category, id: category.code })),
    ...(withNone ? [{ id: none, code: '', name: noCategory, definition: '', includes: [] }] : []),
  ];
  const chosenKey = value === undefined ? null : (value.code ?? none);
  const chosen = all.find(({ id }) => id === chosenKey);
  const chosenText = chosen ? textOf(chosen) : '';
  const isSearch = sought !== null && sought.trim() !== '';
  const shown = isSearch ? searchCategories(all, sought) : all;
  const choose = (key: string) => {
    setSought(null);
    if (key !== chosenKey) onChange({ code: key === none ? null : key });
  };
  /** Enter without a marked option, which would else close the list and wipe what was typed. @returns whether it is dealt with */
  const enter = (): boolean => {
    if (!isSearch || list.current?.isMarked()) return false;
    const meant = meantCategory(shown, sought);
    if (meant) choose(meant.id);
    else list.current?.markFirst();
    return true;
  };
  return (
    <div
      className="combobox"
      onKeyDownCapture={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing || !enter()) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <ComboBox
        className="combobox"
        menuTrigger="focus"
        items={shown}
        autoFocus={autoFocus}
        inputValue={sought ?? chosenText}
        onInputChange={(text) => {
          setSought(text === chosenText ? null : text);
          if (text === '' && value !== undefined) onChange(undefined);
        }}
        selectedKey={chosenKey}
        // Left without a choice, the field has again what was chosen before.
        onSelectionChange={(key) => (key === null ? setSought(null) : choose(String(key)))}
      >
        <ListStateRef of={list} />
        <Label className="field-label">{label}</Label>
        <div className="combobox-field">
          <Input className="input" placeholder="Words, name or code" />
          <Button className="combobox-open">
            <span aria-hidden="true">▾</span>
          </Button>
        </div>
        {description ? (
          <Text slot="description" className="field-note">
            {description}
          </Text>
        ) : null}
        <p role="status" className="field-note combobox-note">
          {isSearch && shown.length === 0 ? 'No category has all of these words. Try fewer.' : ''}
        </p>
        <Popover className="popover">
          {isSearch && shown.length > 1 ? (
            <p className="combobox-count">{shown.length} match; Enter takes the marked one.</p>
          ) : null}
          <ListBox<(typeof all)[number]> className="listbox">
            {(item) => (
              <ListBoxItem className="option" textValue={textOf(item)}>
                {item.code ? <code>{item.code}</code> : null}
                <span>{item.name}</span>
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
    </div>
  );
}

interface ListState {
  isMarked: () => boolean;
  markFirst: () => void;
}

/** What only the inside of the box knows. */
function ListStateRef({ of }: { of: RefObject<ListState | null> }) {
  const state: ContextType<typeof ComboBoxStateContext> = useContext(ComboBoxStateContext);
  // The box draws its children a second time, out of sight, to know the options: there is no state there.
  useImperativeHandle(state === null ? null : of, () => ({
    isMarked: () => state?.isOpen === true && state.selectionManager.focusedKey !== null,
    markFirst: () => {
      if (state?.isOpen) state.selectionManager.setFocusedKey(state.collection.getFirstKey());
    },
  }));
  return null;
}
