import { PageHeader } from '../parts/page-header.tsx';

export function TicketPage() {
  return <PageHeader title="Ticket" />;
}
