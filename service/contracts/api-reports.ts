import { z } from 'zod';
import { filterText, periodQuery } from './api-forms.ts';

export const csvTables = ['categories', 'confusion', 'pairs', 'tickets', 'calibration', 'drift', 'clusters'] as const;

/** `GET /v1/reports/misclassification?from&to&modelVersion&format=json|csv|html`; `…/comparison` takes two scopes. */
export const reportQuerySchema = z.strictObject({
  ...periodQuery,
  modelVersion: filterText.optional(),
  format: z.enum(['json', 'csv', 'html']).default('json'),
  /** Of `csv`. */
  table: z.enum(csvTables).default('categories'),
  as: z.string().max(300).optional().meta({
    description: 'In a link, which cannot carry a header: what `x-signalbox-user` says elsewhere',
  }),
});
export const comparisonQuerySchema = z.strictObject({
  ...periodQuery,
  modelVersion: filterText.optional(),
  otherFrom: periodQuery.from,
  otherTo: periodQuery.to,
  otherModelVersion: filterText.optional(),
});
