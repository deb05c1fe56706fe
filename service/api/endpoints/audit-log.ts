import { auditLogPageSchema, auditLogQuerySchema } from '../../contracts/api-audit-log.ts';
import { listActions } from '../../review/store/audit-log.ts';
import { endpoint, json } from '../endpoint.ts';
import { cursorOf, cutPage, numberPlaceSchema, placeOf } from '../page-cursor.ts';
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
    const filter = { ...readSpan({ from, to }), action, who };
    const found = await listActions(store(), filter, { before, limit: limit + 1 });
    return json(cutPage(found, limit, ({ id }) => cursorOf([id])));
  },
});
