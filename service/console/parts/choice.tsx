import { useId } from 'react';

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
  return (
    <span className="choice">
      <label htmlFor={id} className={isLabelHidden ? 'visually-hidden' : 'choice-label'}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={({ target }) => {
          const option = options[target.selectedIndex];
          if (option) onChange(option.id);
        }}
      >
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}
