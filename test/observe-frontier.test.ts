import { expect, it, onTestFinished, vi } from 'vitest';
import { FrontierFailure } from '../service/escalate/frontier-failure.ts';
import { observeFrontier } from '../service/observe-frontier.ts';
import { createLog } from '../service/telemetry/log.ts';
import { createMetrics } from '../service/telemetry/metrics.ts';

const failureOf = (code: 'FRONTIER_FAILED' | 'FRONTIER_DEADLINE') =>
  new FrontierFailure(code, `it was ${code}`, { mayBeBilled: false, remedy: 'look at it' });

function observed() {
  const log = createLog('silent');
  const told: unknown[] = [];
  vi.spyOn(log, 'warn').mockImplementation((...[, text]: unknown[]) => void told.push(text));
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const metrics = createMetrics();
  const { called, circuit } = observeFrontier(metrics, log);
  const isOpen = async () => {
    const [value] = (await metrics.registry.getSingleMetric('signalbox_frontier_circuit_open')?.get())?.values ?? [];
    return value?.value;
  };
  return { told, called, circuit, isOpen };
}

it('a storm of failures is told of once a kind, also when the kinds take turns', () => {
  const { told, called } = observed();
  for (let i = 0; i < 50; i++) {
    called('failed', 1, failureOf('FRONTIER_FAILED'));
    called('answered', 1);
    called('deadline', 1, failureOf('FRONTIER_DEADLINE'));
  }
  expect(told).toEqual(['frontier model: it was FRONTIER_FAILED', 'frontier model: it was FRONTIER_DEADLINE']);
});

it('a failure of a kind that was told of long ago is told of again', () => {
  const { told, called } = observed();
  called('failed', 1, failureOf('FRONTIER_FAILED'));
  called('answered', 1);
  vi.advanceTimersByTime(24 * 3_600_000);
  called('failed', 1, failureOf('FRONTIER_FAILED'));
  expect(told).toHaveLength(2);
});

it('when no ticket comes any more, then the circuit is shown as open for as long as a ticket would not be asked about, and no longer', async () => {
  const { circuit, isOpen } = observed();
  expect(await isOpen()).toBe(0);
  circuit(true, 'it went wrong', performance.now() + 30_000);
  vi.advanceTimersByTime(29_999);
  expect(await isOpen()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await isOpen()).toBe(0);
  circuit(true, 'it went wrong', performance.now() + 30_000);
  circuit(false, '', 0);
  expect(await isOpen()).toBe(0);
});
