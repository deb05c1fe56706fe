import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { reportAddress } from '../api/endpoints.ts';
import type { Scope } from '../api/scope.ts';

const tables = [
  { id: 'categories', label: 'Categories' },
  { id: 'confusion', label: 'Confusion matrix' },
  { id: 'pairs', label: 'Pairs' },
  { id: 'tickets', label: 'Tickets of the pairs' },
  { id: 'calibration', label: 'Reliability' },
  { id: 'drift', label: 'Drift' },
  { id: 'clusters', label: 'Out of taxonomy' },
] as const;

/** The report to take along: each of its tables as CSV, and the whole of it to print. */
export function ExportLinks({ scope }: { scope: Scope }) {
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
                href={reportAddress(scope, { format: 'csv', table: id })}
                download={`misclassification-${id}.csv`}
              >
                {label}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      <a className="button" href={reportAddress(scope, { format: 'html' })} target="_blank" rel="noreferrer">
        Printable
      </a>
    </>
  );
}
