import { type FormEvent, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { useChangeParameters } from '../parts/use-scope.ts';

export const wordsField = 'words';

/** Words of the texts to look for, kept in the URL once they are asked for. */
export function WordsSearch({ words }: { words: string }) {
  const change = useChangeParameters();
  const [own, setOwn] = useState<string | null>(null);
  const [given, setGiven] = useState(words);
  const [isWithin, setWithin] = useState(false);
  if (given !== words) setGiven(words);
  // The address has what was written, or has changed by other means while nobody writes.
  if (own !== null && (own === words || (given !== words && !isWithin))) setOwn(null);
  const find = (event: FormEvent) => {
    event.preventDefault();
    if (own === null) return;
    setOwn(own.trim());
    change({ words: own.trim() }, { isStep: true });
  };
  return (
    <search>
      <form className="inline-form words-search" onSubmit={find}>
        <label className="visually-hidden" htmlFor={wordsField}>
          Words in subject or body
        </label>
        <input
          id={wordsField}
          className="input"
          type="search"
          placeholder="Words in subject or body"
          value={own ?? words}
          maxLength={300}
          pattern=".*[\p{L}\p{N}].*"
          title="At least one letter or digit. All words are looked for, in any order; words in “quotation marks” side by side."
          onChange={({ target }) => setOwn(target.value)}
          onFocus={() => setWithin(true)}
          onBlur={() => setWithin(false)}
        />
        <Button type="submit">Find</Button>
      </form>
    </search>
  );
}
