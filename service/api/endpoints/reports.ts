import { z } from 'zod';
import { comparisonQuerySchema, reportQuerySchema } from '../../contracts/api-reports.ts';
import { misclassificationReportSchema, reportComparisonSchema } from '../../contracts/misclassification-report.ts';
import { exportedPagePolicy } from '../../printed-page/printed-style.ts';
import { compareReports } from '../../review/report/compare.ts';
import { exportCsv } from '../../review/report/export-csv.ts';
import { daysOf, exportHtml } from '../../review/report/export-html.ts';
import { endpoint, json, type Reply } from '../endpoint.ts';
import { logAction } from '../log-action.ts';

export const getReport = endpoint({
  method: 'get',
  path: '/v1/reports/misclassification',
  summary: 'The misclassification report of a period, as JSON, as one table in CSV or as a page to print',
  access: 'viewer',
  query: reportQuerySchema,
  answer: {
    status: 200,
    content: { 'application/json': misclassificationReportSchema, 'text/csv': z.string(), 'text/html': z.string() },
  },
  problems: [422],
  async handle({ query: { format, table, ...scope }, user, response }, parts): Promise<Reply> {
    const report = await parts.makeReport(scope, response);
    if (format === 'json') return json(report);
    const days = daysOf(report).join('-');
    await logAction(parts, user, `export_${format}`, `${report.period.from} to ${report.period.to}`);
    if (format === 'csv') {
      return {
        kind: 'text',
        type: 'text/csv; charset=utf-8',
        body: exportCsv(report, table),
        headers: { 'content-disposition': `attachment; filename="misclassification-${table}-${days}.csv"` },
      };
    }
    return {
      kind: 'text',
      type: 'text/html; charset=utf-8',
      body: exportHtml(report),
      // It has a style of its own and needs nothing else.
      headers: { 'content-security-policy': `${exportedPagePolicy}; frame-ancestors 'none'; base-uri 'none'` },
    };
  },
});

export const getComparison = endpoint({
  method: 'get',
  path: '/v1/reports/misclassification/comparison',
  summary: 'Two periods or two model versions side by side: `from`, `to`, `modelVersion` before, `other…` after',
  access: 'viewer',
  query: comparisonQuerySchema,
  answer: { status: 200, content: { 'application/json': reportComparisonSchema } },
  problems: [422],
  async handle({ query: { otherFrom, otherTo, otherModelVersion, ...scope }, response }, { makeReport }) {
    const before = await makeReport(scope, response);
    const after = await makeReport({ from: otherFrom, to: otherTo, modelVersion: otherModelVersion }, response);
    return json(compareReports(before, after));
  },
});
