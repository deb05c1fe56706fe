import { randomUUID } from 'node:crypto';
import { correctionReceiptSchema, correctionRequestSchema } from '../../contracts/api-corrections.ts';
import { correctTicket } from '../../review/store/correct-ticket.ts';
import { endpoint, json } from '../endpoint.ts';
import { logAction } from '../log-action.ts';

export const postCorrection = endpoint({
  method: 'post',
  path: '/v1/corrections',
  summary: 'Says where a ticket belongs, or takes the latest word back; refused when somebody else was faster',
  access: 'analyst',
  body: { schema: correctionRequestSchema, reads: 'json' },
  answer: { status: 201, content: { 'application/json': correctionReceiptSchema } },
  problems: [404, 409, 422],
  async handle({ body, user }, parts) {
    const { correctionId = randomUUID(), basedOn, note, retracts, category, ...about } = body;
    const now = parts.router.clock();
    const correction = {
      ...about,
      category: retracts === undefined ? category : null,
      correctedBy: user?.name ?? 'nobody',
      correctedAt: now.toISOString(),
      ...(note === undefined ? {} : { note }),
      ...(retracts === undefined ? {} : { retracts }),
    };
    const said = { correctionId, correction, basedOn, now };
    const isNew = await correctTicket(parts.store(), parts.router.taxonomy.codes, said);
    parts.correctionStored();
    parts.changes.wake();
    if (isNew) await logAction(parts, user, retracts === undefined ? 'correct' : 'retract', about.ticketId);
    return json({ correctionId, ticketId: about.ticketId }, 201);
  },
});
