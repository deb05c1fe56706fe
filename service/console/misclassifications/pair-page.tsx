import { PageHeader } from '../parts/page-header.tsx';

export function PairPage() {
  return <PageHeader title="Pair" />;
}
