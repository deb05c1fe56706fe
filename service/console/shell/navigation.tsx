import { NavLink } from 'react-router';
import { useScopeSearch } from '../parts/use-scope.ts';
import { Icon, type IconName } from './icon.tsx';

const pages: readonly { to: string; label: string; short: string; icon: IconName }[] = [
  { to: '/', label: 'Overview', short: 'Overview', icon: 'overview' },
  { to: '/misclassifications', label: 'Misclassifications', short: 'Mistakes', icon: 'matrix' },
  { to: '/review', label: 'Review queue', short: 'Review', icon: 'review' },
  { to: '/tickets', label: 'Tickets', short: 'Tickets', icon: 'tickets' },
  { to: '/calibration', label: 'Calibration', short: 'Calibrate', icon: 'calibration' },
  { to: '/taxonomy', label: 'Taxonomy', short: 'Taxonomy', icon: 'taxonomy' },
];

/** At the side on wide screens, at the bottom on phones; links keep period and model version. */
export function Navigation() {
  const search = useScopeSearch();
  return (
    <nav className="navigation" aria-label="Pages">
      <ul>
        {pages.map(({ to, label, short, icon }) => (
          <li key={to}>
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
