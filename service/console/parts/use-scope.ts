import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Scope } from '../api/scope.ts';
import { scopeOf, scopeSearch } from './period.ts';

/** Period and model version of the page, from its URL. */
export function useScope(): Scope {
  const [parameters] = useSearchParams();
  const { from, to, modelVersion } = scopeOf(parameters, new Date());
  return useMemo(() => ({ from, to, modelVersion }), [from, to, modelVersion]);
}

/** Makes the search part of a link that keeps the period and the model version. */
export function useScopeSearch(): (more?: Record<string, string>) => string {
  const [parameters] = useSearchParams();
  return useCallback((more) => scopeSearch(parameters, more), [parameters]);
}

/** One parameter of the URL as state: every view has a link. An empty value removes it. */
export function useParameter(name: string, usual = ''): [string, (value: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  const set = useCallback(
    (value: string) =>
      setParameters(
        (old) => {
          const next = new URLSearchParams(old);
          if (value === '' || value === usual) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true, preventScrollReset: true },
      ),
    [name, usual, setParameters],
  );
  return [parameters.get(name) ?? usual, set];
}
