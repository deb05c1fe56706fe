import { PageHeader } from '../parts/page-header.tsx';

export function MisclassificationsPage() {
  return <PageHeader title="Misclassifications" />;
}
