import { auditLogPageSchema, auditLogQuerySchema } from '../../contracts/console-api.ts';
import { listActions } from '../../review/store/audit-log.ts';
import { endpoint, json } from '../endpoint.ts';
import { cursorOf, numberPlaceSchema, placeOf } from '../page-cursor.ts';
import { readSpan } from '../read-period.ts';

export const getAuditLog = endpoint({
  method: 'get',
  path: '/v1/audit-log',
  summary: 'Who did what, latest first',
  access: 'admin',
  query: auditLogQuerySchema,
  answer: { status: 200, content: { 'application/json': auditLogPageSchema } },
  async handle({ query: { limit, after, from, to, action, who } }, { store }) {
    const [before] = after === undefined ? [] : placeOf(after, numberPlaceSchema);
    const items = await listActions(store(), { ...readSpan({ from, to }), action, who }, { before, limit });
    const last = items.length === limit ? items.at(-1) : undefined;
    return json({ items, next: last ? cursorOf([last.id]) : null });
  },
});
