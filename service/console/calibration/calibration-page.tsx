import { PageHeader } from '../parts/page-header.tsx';

export function CalibrationPage() {
  return <PageHeader title="Calibration" />;
}
