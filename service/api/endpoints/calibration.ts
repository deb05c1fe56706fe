import {
  calibrationQuerySchema,
  calibrationViewSchema,
  thresholdChangesQuerySchema,
  thresholdChangesSchema,
} from '../../contracts/api-calibration.ts';
import { thresholdChanges } from '../../review/store/threshold-changes.ts';
import { calibrationView } from '../calibration-view.ts';
import { endpoint, json } from '../endpoint.ts';
import { decisionCursor, decisionPlaceAfter } from '../page-cursor.ts';
import { readPolicy } from '../policy-with-threshold.ts';
import { readPeriod } from '../read-period.ts';

export const getCalibration = endpoint({
  method: 'get',
  path: '/v1/calibration',
  summary:
    'The thresholds in force, and what others would cost in coverage on the released model’s calibration tickets',
  access: 'viewer',
  query: calibrationQuerySchema,
  answer: { status: 200, content: { 'application/json': calibrationViewSchema } },
  handle: (_asked, { router, calibration }) => json(calibrationView(router, calibration)),
});

export const getThresholdChanges = endpoint({
  method: 'get',
  path: '/v1/calibration/changes',
  summary:
    'Tickets of a period that another default threshold would have treated otherwise, latest first, a page at a time',
  access: 'viewer',
  query: thresholdChangesQuerySchema,
  answer: { status: 200, content: { 'application/json': thresholdChangesSchema } },
  async handle(
    { query: { from, to, modelVersion = null, threshold, limit, after } },
    { store, router, policyText, policyPath },
  ) {
    const period = readPeriod({ from, to }, router.clock());
    const policy = readPolicy({ text: await policyText(), path: policyPath });
    const exempt = Object.keys(policy.thresholds.categories);
    const question = { period, modelVersion, threshold, exempt, limit, ...decisionPlaceAfter(after) };
    const changes = await thresholdChanges(store(), question);
    return json({ ...changes, next: changes.next && decisionCursor(changes.next) });
  },
});
