import { createBrowserRouter } from 'react-router';
import { AppShell } from './shell/app-shell.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Opening } from './shell/opening.tsx';
import { PageError } from './shell/page-error.tsx';
import { pageFile } from './shell/page-files.ts';

/** What is at which address. */
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
            ...pageFile(async () => (await import('./overview/overview-page.tsx')).OverviewPage),
          },
          {
            path: 'comparison',
            ...pageFile(async () => (await import('./overview/comparison-page.tsx')).ComparisonPage),
          },
          {
            path: 'misclassifications',
            ...pageFile(
              async () => (await import('./misclassifications/misclassifications-page.tsx')).MisclassificationsPage,
            ),
          },
          {
            path: 'misclassifications/:predicted/:truth',
            ...pageFile(async () => (await import('./misclassifications/pair-page.tsx')).PairPage),
          },
          {
            path: 'tickets',
            ...pageFile(async () => (await import('./ticket/tickets-page.tsx')).TicketsPage),
          },
          {
            path: 'tickets/:ticketId',
            ...pageFile(async () => (await import('./ticket/ticket-page.tsx')).TicketPage),
          },
          {
            path: 'review',
            ...pageFile(async () => (await import('./review/review-page.tsx')).ReviewPage),
          },
          {
            path: 'calibration',
            ...pageFile(async () => (await import('./calibration/calibration-page.tsx')).CalibrationPage),
          },
          {
            path: 'taxonomy',
            ...pageFile(async () => (await import('./taxonomy/taxonomy-page.tsx')).TaxonomyPage),
          },
          {
            path: 'taxonomy/:code',
            ...pageFile(async () => (await import('./taxonomy/category-page.tsx')).CategoryPage),
          },
          {
            path: 'audit-log',
            ...pageFile(async () => (await import('./audit-log/audit-log-page.tsx')).AuditLogPage),
          },
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);
