import type { MouseEvent, ReactNode } from 'react';
import { FileStatus } from './file-status.tsx';
import { useSaveFile } from './use-save-file.ts';

/** A link to a file. A plain press saves it by way of the page; with a key held the browser does as it always does. */
export function FileLink({ href, name, children }: { href: string; name: string; children: ReactNode }) {
  const { mutate, isPending } = useSaveFile();
  const save = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!isPending) mutate(href);
  };
  return (
    <span className="file-link">
      <a href={href} download={name} onClick={save} aria-busy={isPending}>
        {children}
      </a>
      <FileStatus isMaking={isPending} />
    </span>
  );
}
