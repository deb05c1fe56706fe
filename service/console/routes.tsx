import { createBrowserRouter } from 'react-router';
import { AppShell } from './shell/app-shell.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Opening } from './shell/opening.tsx';
import { PageError } from './shell/page-error.tsx';

/** Each page is a file of its own in the build and is fetched when it is opened. */
export const router = createBrowserRouter([
  {
    element: <AppShell />,
    errorElement: <PageError />,
    hydrateFallbackElement: <Opening />,
    children: [
      {
        errorElement: <PageError />,
        children: [
          {
            index: true,
            lazy: async () => ({ Component: (await import('./overview/overview-page.tsx')).OverviewPage }),
          },
          {
            path: 'comparison',
            lazy: async () => ({ Component: (await import('./overview/comparison-page.tsx')).ComparisonPage }),
          },
          {
            path: 'misclassifications',
            lazy: async () => ({
              Component: (await import('./misclassifications/misclassifications-page.tsx')).MisclassificationsPage,
            }),
          },
          {
            path: 'misclassifications/:predicted/:truth',
            lazy: async () => ({ Component: (await import('./misclassifications/pair-page.tsx')).PairPage }),
          },
          {
            path: 'tickets',
            lazy: async () => ({ Component: (await import('./ticket/tickets-page.tsx')).TicketsPage }),
          },
          {
            path: 'tickets/:ticketId',
            lazy: async () => ({ Component: (await import('./ticket/ticket-page.tsx')).TicketPage }),
          },
          {
            path: 'review',
            lazy: async () => ({ Component: (await import('./review/review-page.tsx')).ReviewPage }),
          },
          {
            path: 'calibration',
            lazy: async () => ({ Component: (await import('./calibration/calibration-page.tsx')).CalibrationPage }),
          },
          {
            path: 'taxonomy',
            lazy: async () => ({ Component: (await import('./taxonomy/taxonomy-page.tsx')).TaxonomyPage }),
          },
          {
            path: 'taxonomy/:code',
            lazy: async () => ({ Component: (await import('./taxonomy/category-page.tsx')).CategoryPage }),
          },
          {
            path: 'audit-log',
            lazy: async () => ({ Component: (await import('./audit-log/audit-log-page.tsx')).AuditLogPage }),
          },
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);
