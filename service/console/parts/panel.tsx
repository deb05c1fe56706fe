import { type ReactNode, useId } from 'react';

export interface PanelProps {
  title: string;
  /** What the numbers below mean, in one or two sentences. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Without padding, for a table that reaches the edges. */
  flush?: boolean;
  className?: string;
}

/** A part of a page with a heading of its own, found by screen readers as a region. */
export function Panel({ title, note, actions, children, flush = false, className = '' }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel ${flush ? 'panel-flush' : ''} ${className}`} aria-labelledby={id}>
      <header className="panel-header">
        <div>
          <h2 id={id}>{title}</h2>
          {note ? <p className="panel-note">{note}</p> : null}
        </div>
        {actions ? <div className="panel-actions">{actions}</div> : null}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  );
}
