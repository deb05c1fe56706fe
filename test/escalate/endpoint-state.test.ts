import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FrontierFailure } from '../../service/escalate/frontier-failure.ts';
import { unlimitedBudget } from '../../service/escalate/spend-ledger.ts';
import { answerOf } from '../support/frontier-server.ts';
import { failure, frontierOf, nothing, said, scripted, ticket } from '../support/scripted-frontier.ts';
import { until } from '../support/until.ts';

describe('the circuit breaker', () => {
  it('stops asking after failures in a row, says so, and tries again later', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const states: [boolean, string, number][] = [];
    const openUntilMs = performance.now() + 30_000;
    const client = scripted(...Array.from({ length: 3 }, () => failure('FRONTIER_FAILED')), answerOf('PAY'));
    const observer = {
      called: () => undefined,
      spent: () => undefined,
      circuit: (...state: [boolean, string, number]) => void states.push(state),
    };
    const policy = { calls: { attempts: 1 }, breaker: { failures: 3, openSeconds: 30 } };
    const frontier = frontierOf(client, policy, { observer });
    for (let i = 0; i < 6; i++)
      expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject(nothing('frontier_unavailable'));
    expect(client.requests).toHaveLength(3);
    expect(states).toEqual([[true, 'it went wrong', openUntilMs]]);
    vi.advanceTimersByTime(30_000);
    expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject({ kind: 'opinion' });
    expect(client.requests).toHaveLength(4);
    expect(states).toEqual([
      [true, 'it went wrong', openUntilMs],
      [false, '', 0],
    ]);
  });

  it('tries again as soon when the clock of the machine is set back meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const client = scripted(failure('FRONTIER_FAILED'), answerOf('PAY'));
    const frontier = frontierOf(client, { calls: { attempts: 1 }, breaker: { failures: 1, openSeconds: 30 } });
    await frontier.ask(ticket, unlimitedBudget);
    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(29_000);
    expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject(nothing('frontier_unavailable'));
    expect(client.requests).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject({ kind: 'opinion' });
  });

  it('does not try again sooner when the clock of the machine is set forward', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const client = scripted(failure('FRONTIER_FAILED'), answerOf('PAY'));
    const frontier = frontierOf(client, { calls: { attempts: 1 }, breaker: { failures: 1, openSeconds: 30 } });
    await frontier.ask(ticket, unlimitedBudget);
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject(nothing('frontier_unavailable'));
    expect(client.requests).toHaveLength(1);
  });

  it('lets one call at a time find out whether it is back', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    let fail: (error: Error) => void = () => undefined;
    const hanging = () => new Promise<never>((_, reject) => (fail = reject));
    const client = scripted(failure('FRONTIER_FAILED'), hanging);
    const frontier = frontierOf(client, { calls: { attempts: 1 }, breaker: { failures: 1, openSeconds: 30 } });
    await frontier.ask(ticket, unlimitedBudget);
    vi.advanceTimersByTime(30_000);
    const probe = frontier.ask(ticket, unlimitedBudget);
    await until('it is asked', () => client.requests.length === 2);
    expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject(nothing('frontier_unavailable'));
    fail(failure('FRONTIER_FAILED'));
    expect(await probe).toMatchObject(nothing('frontier_unavailable'));
    expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject(nothing('frontier_unavailable'));
    expect(client.requests).toHaveLength(2);
  });

  it('stays open when a stop or a rebalance calls the trial off, and the next call is the trial', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const states: boolean[] = [];
    const observer = {
      called: () => undefined,
      spent: () => undefined,
      circuit: (isOpen: boolean) => void states.push(isOpen),
    };
    const ending = new AbortController();
    const hanging = (_request: unknown, signal?: AbortSignal) =>
      new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const client = scripted(failure('FRONTIER_FAILED'), hanging, failure('FRONTIER_FAILED'), answerOf('PAY'));
    const policy = { calls: { attempts: 1 }, breaker: { failures: 1, openSeconds: 30 } };
    const frontier = frontierOf(client, policy, { observer });
    await frontier.ask(ticket, unlimitedBudget);
    vi.advanceTimersByTime(30_000);
    const trial = frontier.ask(ticket, unlimitedBudget, ending.signal);
    await until('it is asked', () => client.requests.length === 2);
    ending.abort(new Error('stopping'));
    await expect(trial).rejects.toThrow('stopping');
    expect(states).toEqual([true]);
    expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject(nothing('frontier_unavailable'));
    expect(client.requests).toHaveLength(3);
    // A single failure opens it for as long again: while it was closed, the others would have asked as well.
    expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject(nothing('frontier_unavailable'));
    expect(client.requests).toHaveLength(3);
    vi.advanceTimersByTime(30_000);
    expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject({ kind: 'opinion' });
    expect(states).toEqual([true, true, false]);
  });

  it('is not moved by a rate limit: those who come later wait as long as the endpoint asks for', async () => {
    const limited = new FrontierFailure('FRONTIER_FAILED', 'slow down', {
      mayBeBilled: false,
      isRateLimit: true,
      retryAfterMs: 150,
    });
    const times: number[] = [];
    const client = scripted(limited, async () => {
      times.push(performance.now());
      return said(answerOf('PAY'));
    });
    const frontier = frontierOf(client, { breaker: { failures: 1, openSeconds: 60 } });
    const startedAt = performance.now();
    const first = frontier.ask(ticket, unlimitedBudget);
    await until('it was told to wait', () => client.requests.length === 1);
    const verdicts = await Promise.all([
      first,
      ...Array.from({ length: 4 }, () => frontier.ask(ticket, unlimitedBudget)),
    ]);
    expect(verdicts.map(({ kind }) => kind)).toEqual(Array(5).fill('opinion'));
    expect(Math.min(...times) - startedAt).toBeGreaterThanOrEqual(149);
  });

  it('a rate limit that never ends is asked about again', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const limited = new FrontierFailure('FRONTIER_FAILED', 'slow down', {
      mayBeBilled: false,
      isRateLimit: true,
      retryAfterMs: 1e15,
    });
    const client = scripted(limited, answerOf('PAY'));
    const frontier = frontierOf(client);
    for (let i = 0; i < 2; i++)
      expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject(nothing('frontier_unavailable'));
    expect(client.requests).toHaveLength(1);
    vi.advanceTimersByTime(3_600_000);
    expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject({ kind: 'opinion' });
  });

  it('is not moved by answers that are of no use, nor by a text that the endpoint will not read', async () => {
    const client = scripted(failure('FRONTIER_REFUSED'), failure('FRONTIER_UNUSABLE'), 'none', 'none');
    const frontier = frontierOf(client, { calls: { attempts: 1 }, breaker: { failures: 1, openSeconds: 60 } });
    for (let i = 0; i < 4; i++) await frontier.ask(ticket, unlimitedBudget);
    expect(client.requests).toHaveLength(6);
  });
});
