import type { MisclassificationReport } from '../../service/contracts/misclassification-report.ts';
import { buildReport } from '../../service/review/report/build-report.ts';
import type { ReportFacts } from '../../service/review/report/facts.ts';
import { facts } from '../review/support/facts.ts';

export const names = new Map([
  ['PAY', 'Payments'],
  ['ACCESS', 'Sign-in'],
  ['TERMINAL', 'Card readers'],
]);

/** A report by the service's own builders. */
export const reportOf = (given: Partial<ReportFacts>): MisclassificationReport =>
  buildReport(facts(given), { names, generatedAt: new Date('2026-01-02T00:00:00Z'), examplesOf: () => [] });
