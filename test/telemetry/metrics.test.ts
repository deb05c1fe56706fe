import { expect, test } from 'vitest';
import { policyFileSchema } from '../../service/contracts/policy.ts';
import { createMetrics } from '../../service/telemetry/metrics.ts';

const callsOf = (callSeconds: number) => policyFileSchema.safeParse({ frontier: { calls: { callSeconds } } }).success;

test('a call to the frontier model is told from shorter ones up to the longest that a policy allows', async () => {
  const longest = 300;
  expect([callsOf(longest), callsOf(longest + 1)]).toEqual([true, false]);
  const { frontierCalls } = createMetrics();
  for (const seconds of [50, 100, 170, 250, longest]) frontierCalls.observe({ result: 'answered' }, seconds);
  const { values } = await frontierCalls.get();
  const upTo = (le: number) => values.find(({ labels }) => (labels as { le?: unknown }).le === le)?.value;
  expect([60, 120, 180, longest].map(upTo)).toEqual([1, 2, 3, 5]);
});
