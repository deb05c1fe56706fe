import type { MouseEvent } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { reportAddress } from '../api/endpoints.ts';
import { usePageUser } from '../api/page-user.ts';
import type { Scope } from '../api/scope.ts';
import { Button } from '../parts/button.tsx';
import { FileStatus } from '../shell/file-status.tsx';
import { useSaveFile } from '../shell/use-save-file.ts';
import { usePrintable } from './use-printable.ts';

const tables = [
  { id: 'categories', label: 'Categories' },
  { id: 'confusion', label: 'Confusion matrix' },
  { id: 'pairs', label: 'Pairs' },
  { id: 'tickets', label: 'Tickets of the worst pairs' },
  { id: 'calibration', label: 'Reliability' },
  { id: 'drift', label: 'Drift' },
  { id: 'clusters', label: 'Out of taxonomy' },
] as const;

/** The report to take along: each of its tables as CSV, and the whole of it to print. */
export function ExportLinks({ scope }: { scope: Scope }) {
  const user = usePageUser();
  const save = useSaveFile();
  const printable = usePrintable(scope);
  const take = (table: string) => {
    if (save.isPending) return;
    save.mutate(reportAddress(scope, { format: 'csv', table }, user));
  };
  const print = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!printable.isPending) printable.open();
  };
  return (
    <>
      <MenuTrigger>
        <Button isPending={save.isPending}>CSV {save.isPending ? '…' : '▾'}</Button>
        <Popover className="popover">
          <Menu className="listbox menu" aria-label="Tables as CSV">
            {tables.map(({ id, label }) => (
              <MenuItem key={id} className="menu-item" onAction={() => take(id)}>
                {label}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <FileStatus isMaking={save.isPending} />
      <a
        className="button"
        href={printable.address}
        target="_blank"
        rel="noreferrer"
        onClick={print}
        aria-busy={printable.isPending}
      >
        Printable
      </a>
    </>
  );
}
