import { NavLink } from 'react-router';
import type { AccessRole } from '../../contracts/api-access.ts';
import { useScopeSearch } from '../parts/use-scope.ts';
import { Icon, type IconName } from './icon.tsx';

interface PageEntry {
  to: string;
  label: string;
  /** Null: on phones it is in the account's menu alone. */
  short: string | null;
  icon: IconName;
  /** Only for this role. */
  role?: AccessRole;
}

const pages: readonly PageEntry[] = [
  { to: '/', label: 'Overview', short: 'Overview', icon: 'overview' },
  { to: '/misclassifications', label: 'Misclassifications', short: 'Mistakes', icon: 'matrix' },
  { to: '/review', label: 'Review queue', short: 'Review', icon: 'review' },
  { to: '/tickets', label: 'Tickets', short: 'Tickets', icon: 'tickets' },
  { to: '/calibration', label: 'Calibration', short: 'Calibrate', icon: 'calibration' },
  { to: '/taxonomy', label: 'Taxonomy', short: 'Taxonomy', icon: 'taxonomy' },
  { to: '/audit-log', label: 'Audit log', short: null, icon: 'audit', role: 'admin' },
];

/** At the side on wide screens, at the bottom on phones; links keep period and model version. */
export function Navigation({ role }: { role: AccessRole }) {
  const search = useScopeSearch();
  return (
    <nav className="navigation" aria-label="Pages">
      <ul>
        {pages
          .filter((page) => page.role === undefined || page.role === role)
          .map(({ to, label, short, icon }) => (
            <li key={to} className={short === null ? 'navigation-wide' : undefined}>
              <NavLink to={`${to}${search()}`} end={to === '/'} className="navigation-link">
                <Icon name={icon} />
                <span className="navigation-label">{label}</span>
                <span className="navigation-short">{short}</span>
              </NavLink>
            </li>
          ))}
      </ul>
    </nav>
  );
}
