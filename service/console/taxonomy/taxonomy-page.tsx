import { PageHeader } from '../parts/page-header.tsx';

export function TaxonomyPage() {
  return <PageHeader title="Taxonomy" />;
}
