import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { openedQuery } from '../api/queries.ts';
import type { Scope } from '../api/scope.ts';
import { periodIdOf, scopeOf, scopeSearch } from './period.ts';
import { useIsArrival } from './returning.ts';

/** Period and model version of the page, from its URL. */
export function useScope(): Scope {
  const [parameters] = useSearchParams();
  const { from, to, modelVersion } = scopeOf(parameters, new Date());
  return useMemo(() => ({ from, to, modelVersion }), [from, to, modelVersion]);
}

/**
 * The same for a list of many pages, from its address: a named period begins where it began when the list was opened. With the
 * next full hour it would be another list, of which only the first page is there.
 */
export function useListScope(path: string, parameters: URLSearchParams): Scope {
  return scopeOf(parameters, useQuery(openedQuery(path, periodIdOf(parameters))).data);
}

/** For the list itself: a link from elsewhere opens it anew, and has the numbers of now behind it. */
export function useOpenedScope(path: string, parameters: URLSearchParams): Scope {
  const client = useQueryClient();
  const isArrival = useIsArrival();
  useState(() => {
    if (isArrival) client.removeQueries({ queryKey: openedQuery(path, periodIdOf(parameters)).queryKey });
  });
  return useListScope(path, parameters);
}

/** Makes the search part of a link that keeps the period and the model version. */
export function useScopeSearch(): (more?: Record<string, string>) => string {
  const [parameters] = useSearchParams();
  return useCallback((more) => scopeSearch(parameters, more), [parameters]);
}

/**
 * Changes parameters of the URL; null removes one. What is kept is read from the address itself: two changes in quick
 * succession would else both begin with what was last drawn, and the second would undo the first.
 */
export function useChangeParameters(): (values: Record<string, string | null>, how?: { isStep?: boolean }) => void {
  const [, setParameters] = useSearchParams();
  return useCallback(
    (values, { isStep = false } = {}) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(values)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      setParameters(next, { replace: !isStep, preventScrollReset: true });
    },
    [setParameters],
  );
}

/** One parameter of the URL as state: every view has a link. An empty value removes it. */
export function useParameter(name: string, usual = ''): [string, (value: string) => void] {
  const [parameters] = useSearchParams();
  const change = useChangeParameters();
  const set = useCallback((value: string) => change({ [name]: value === usual ? null : value }), [name, usual, change]);
  return [parameters.get(name) ?? usual, set];
}
