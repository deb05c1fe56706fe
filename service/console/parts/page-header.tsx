import { type ReactNode, useEffect } from 'react';

export interface PageHeaderProps {
  title: string;
  /** One sentence: what the page answers. */
  lead?: ReactNode;
  /** Period picker, exports, switches. */
  actions?: ReactNode;
  /** Where one came from; a link. */
  back?: ReactNode;
}

/** Names the browser's tab. */
export function useTabTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Signalbox`;
  }, [title]);
}

/** The page's only h1; it names the browser's tab too. */
export function PageHeader({ title, lead, actions, back }: PageHeaderProps) {
  useTabTitle(title);
  return (
    <header className="page-header">
      <div className="page-header-text">
        {back ? <div className="page-header-back">{back}</div> : null}
        <h1>{title}</h1>
        {lead ? <p className="lead">{lead}</p> : null}
      </div>
      {actions ? <div className="page-header-actions">{actions}</div> : null}
    </header>
  );
}
