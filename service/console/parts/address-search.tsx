import { type FormEvent, type InputHTMLAttributes, useState } from 'react';
import { Button } from './button.tsx';
import { useChangeParameters } from './use-scope.ts';
import './address-search.css';

interface Props extends Pick<InputHTMLAttributes<HTMLInputElement>, 'pattern' | 'title'> {
  /** Of the address, and the field's id. */
  parameter: string;
  /** What the address has. */
  value: string;
  label: string;
  className?: string;
}

/** A text to look for, kept in the URL once it is asked for. */
export function AddressSearch({ parameter, value, label, className = '', ...input }: Props) {
  const change = useChangeParameters();
  const [own, setOwn] = useState<string | null>(null);
  const [given, setGiven] = useState(value);
  const [isWithin, setWithin] = useState(false);
  if (given !== value) setGiven(value);
  // The address has what was written, or has changed by other means while nobody writes.
  if (own !== null && (own === value || (given !== value && !isWithin))) setOwn(null);
  const find = (event: FormEvent) => {
    event.preventDefault();
    if (own === null) return;
    setOwn(own.trim());
    change({ [parameter]: own.trim() }, { isStep: true });
  };
  return (
    <search>
      <form className={`inline-form ${className}`} onSubmit={find}>
        <label className="visually-hidden" htmlFor={parameter}>
          {label}
        </label>
        <input
          {...input}
          id={parameter}
          className="input"
          type="search"
          placeholder={label}
          value={own ?? value}
          maxLength={300}
          onChange={({ target }) => setOwn(target.value)}
          onFocus={() => setWithin(true)}
          onBlur={() => setWithin(false)}
        />
        <Button type="submit">Find</Button>
      </form>
    </search>
  );
}
