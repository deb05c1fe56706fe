import { PageHeader } from '../parts/page-header.tsx';

export function ComparisonPage() {
  return <PageHeader title="Comparison" />;
}
