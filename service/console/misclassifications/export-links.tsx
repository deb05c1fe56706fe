import { useQueryClient } from '@tanstack/react-query';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { reportAddress } from '../api/endpoints.ts';
import { usePageUser } from '../api/page-user.ts';
import { sessionQuery } from '../api/queries.ts';
import type { Scope } from '../api/scope.ts';

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
  const client = useQueryClient();
  const user = usePageUser();
  // A link that is refused as another's tells the page nothing.
  const askWho = () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  return (
    <>
      <MenuTrigger>
        <AriaButton className="button">CSV ▾</AriaButton>
        <Popover className="popover">
          <Menu className="listbox menu" aria-label="Tables as CSV">
            {tables.map(({ id, label }) => (
              <MenuItem
                key={id}
                className="menu-item"
                href={reportAddress(scope, { format: 'csv', table: id }, user)}
                onAction={askWho}
                download={`misclassification-${id}.csv`}
              >
                {label}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <a
        className="button"
        href={reportAddress(scope, { format: 'html' }, user)}
        target="_blank"
        rel="noreferrer"
        onClick={askWho}
      >
        Printable
      </a>
    </>
  );
}
