import { useId } from 'react';
import { offered } from './offered.ts';

/** A native select: the phone's own wheel, every keyboard's own keys. */
export function Choice<Id extends string>({
  label,
  options,
  value,
  onChange,
  isLabelHidden = false,
}: {
  label: string;
  options: readonly { id: Id; label: string }[];
  value: Id;
  onChange: (value: Id) => void;
  isLabelHidden?: boolean;
}) {
  const id = useId();
  const shown = offered(options, value);
  return (
    <span className="choice">
      <label htmlFor={id} className={isLabelHidden ? 'visually-hidden' : 'choice-label'}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={({ target }) => {
          const option = shown[target.selectedIndex];
          if (option) onChange(option.id);
        }}
      >
        {shown.map((option) => (
          <option key={option.id} value={option.id}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}
