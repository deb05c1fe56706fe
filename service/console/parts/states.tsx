import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { asProblem, asSentence, isPassing } from '../api/problem.ts';
import { Button } from './button.tsx';

/** Grey bars of about the height of what is to come, so that nothing jumps. */
export function LoadingState({ label = 'Loading', lines = 6 }: { label?: string; lines?: number }) {
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">{label}…</span>
      {Array.from({ length: lines }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: all alike
        <span key={i} className="loading-line" aria-hidden="true" />
      ))}
    </div>
  );
}

/** Nothing there, and why that is so or what to do. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children ? <div className="empty-text">{children}</div> : null}
    </div>
  );
}

/** What went wrong, and how to mend it, as the server says. @param retry of a query, which is asked again by itself too */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = asProblem(error);
  // Who may not will not be let in the next time either.
  const canHelp = ![401, 403].includes(problem.status);
  return (
    <div className="error" role="alert">
      <p className="error-title">{problem.message}</p>
      {problem.detail ? <p>{asSentence(problem.detail)}</p> : null}
      {problem.remedy ? <p className="error-remedy">{asSentence(problem.remedy)}</p> : null}
      {retry && isPassing(error) ? <p>This page tries again by itself.</p> : null}
      <p className="error-foot">
        {problem.code ? <code>{problem.code}</code> : null}
        {retry && canHelp ? (
          <Button variant="quiet" onPress={retry}>
            Try again
          </Button>
        ) : null}
      </p>
    </div>
  );
}

/** Loading, error or the data of a query; data that is there stays while it is asked for again. */
export function QueryState<Data>({
  query,
  lines = 6,
  children,
}: {
  query: UseQueryResult<Data>;
  lines?: number;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) {
    return (
      <div className={query.isPlaceholderData ? 'stale' : undefined} aria-busy={query.isPlaceholderData}>
        {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
        {children(query.data)}
      </div>
    );
  }
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return <LoadingState lines={lines} />;
}
