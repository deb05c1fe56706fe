import { startTransition, useCallback, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useChangeParameters } from './use-scope.ts';

/** Safari takes a hundred changes of the address in 30 seconds and Firefox two hundred in ten; whoever drags a slider makes more. */
const pauseMs = 250;

type Values<Name extends string> = Readonly<Record<Name, string>>;

/**
 * Parameters of the URL that change at every step of a slider or with every key: what is held is drawn at once, and in the
 * address once it rests. Anything else that the address comes to say, by the way back or a link, holds instead.
 * @param names the same ones each time
 * @returns `values`, empty where one is absent; `rest` puts at once into the address what is held, before one goes elsewhere
 */
export function useHeldParameters<Name extends string>(
  names: readonly Name[],
): { values: Values<Name>; hold: (values: Partial<Values<Name>>) => void; rest: () => void } {
  const [parameters] = useSearchParams();
  const change = useChangeParameters();
  const given = valuesOf(names, parameters);
  const [known, setKnown] = useState(given);
  const [held, setHeld] = useState<Values<Name> | null>(null);
  /** What was held last, drawn or not yet. */
  const latest = useRef<Values<Name> | null>(null);
  const written = useRef<Values<Name> | null>(null);
  const areSame = (a: Values<Name>, b: Values<Name>) => names.every((name) => a[name] === b[name]);
  if (!areSame(known, given)) {
    setKnown(given);
    if (written.current === null || !areSame(written.current, given)) setHeld(null);
  }
  const write = useCallback(
    (values: Values<Name> | null) => {
      if (values === null || values === written.current) return;
      written.current = values;
      change(values);
    },
    [change],
  );
  useEffect(() => {
    if (held === null) {
      latest.current = null;
      written.current = null;
      return;
    }
    const timer = setTimeout(() => write(latest.current ?? held), pauseMs);
    return () => clearTimeout(timer);
  }, [held, write]);
  const hold = useCallback(
    (values: Partial<Values<Name>>) => {
      const next = { ...(latest.current ?? valuesOf(names, new URLSearchParams(window.location.search))), ...values };
      latest.current = next;
      // The field that is dragged shows its value by itself; what follows from it may take longer.
      startTransition(() => setHeld(next));
    },
    [names],
  );
  const rest = useCallback(() => write(latest.current), [write]);
  return { values: held ?? given, hold, rest };
}

const valuesOf = <Name extends string>(names: readonly Name[], parameters: URLSearchParams) =>
  Object.fromEntries(names.map((name) => [name, parameters.get(name) ?? ''])) as Values<Name>;
