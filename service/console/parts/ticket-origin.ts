import { useLocation } from 'react-router';
import { codeOrNone, pairWords } from './pair-address.ts';

/** The page from which a ticket was opened, as the parameter `back` of its address tells it. */
export interface Origin {
  to: string;
  label: string;
  path: string;
  parameters: URLSearchParams;
}

/** The parameter by which a ticket's page leads back to this one, as it is now. */
export function useOriginHere(): { back: string } {
  const { pathname, search } = useLocation();
  return { back: `${pathname}${search}` };
}

/** The same for the address of another ticket. */
export const originSearch = (origin: Origin | null): Record<string, string> =>
  origin === null ? {} : { back: origin.to };

/** Null: the address says nothing, or nothing that is a page of the console. */
export function originOf(parameters: URLSearchParams): Origin | null {
  const given = parameters.get('back');
  if (!given?.startsWith('/') || !URL.canParse(given, anywhere)) return null;
  const { origin, pathname: path, search, searchParams } = new URL(given, anywhere);
  // Two slashes would begin the name of another host, also where they come of `/.//`.
  const label = origin === anywhere && !path.startsWith('//') ? labelOf(path) : null;
  return label === null ? null : { to: `${path}${search}`, label, path, parameters: searchParams };
}

/** Only what leads away from it leads out of the console. */
const anywhere = 'https://console.invalid';

const labels: Record<string, string> = {
  '': 'Overview',
  comparison: 'Comparison',
  misclassifications: 'Misclassifications',
  review: 'Review queue',
  tickets: 'Tickets',
  calibration: 'Calibration',
  taxonomy: 'Taxonomy',
  'audit-log': 'Audit log',
};

function labelOf(path: string): string | null {
  const [page = '', predicted, truth] = path.slice(1).split('/').map(decoded);
  if (page === 'misclassifications' && predicted && truth) return pairWords(codeOrNone(predicted), codeOrNone(truth));
  return Object.hasOwn(labels, page) ? (labels[page] ?? null) : null;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
