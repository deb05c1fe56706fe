import { auditLogPageSchema, auditLogQuerySchema } from '../../contracts/api-audit-log.ts';
import { listActions } from '../../review/store/audit-log.ts';
import { auditedChanges } from '../../review/store/audited-changes.ts';
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
  async handle({ query: { limit, after, from, to, action, who, ticketId } }, { store }) {
    const [before] = after === undefined ? [] : placeOf(after, numberPlaceSchema);
    const filter = { ...readSpan({ from, to }), action, who, ticketId };
    const found = await listActions(store(), filter, { before, limit: limit + 1 });
    const page = cutPage(found, limit, ({ id }) => cursorOf([id]));
    const changes = await auditedChanges(store(), page.items);
    return json({ ...page, items: page.items.map((entry) => ({ ...entry, change: changes.get(entry.id) ?? null })) });
  },
});
