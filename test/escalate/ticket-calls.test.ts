import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { responseFormatOf } from '../../service/escalate/answer-format.ts';
import type { ChatAnswer, ChatClient, ChatRequest } from '../../service/escalate/chat-client.ts';
import { FrontierFailure } from '../../service/escalate/frontier-failure.ts';
import { type Budget, unlimitedBudget } from '../../service/escalate/spend-ledger.ts';
import { taxonomy } from '../support/fixtures.ts';
import { answerOf } from '../support/frontier-server.ts';
import { ask, failure, frontierOf, nothing, type Step, said, scripted, ticket } from '../support/scripted-frontier.ts';
import { until } from '../support/until.ts';

describe('a call that fails', () => {
  it('is tried again where that can help', async () => {
    const client = scripted(failure('FRONTIER_FAILED'), failure('FRONTIER_DEADLINE'), answerOf('PAY'));
    expect(await ask(client)).toMatchObject({ kind: 'opinion', usd: expect.closeTo(0.0012) });
    expect(client.requests).toHaveLength(3);
  });

  it.each(['FRONTIER_MISCONFIGURED', 'FRONTIER_REFUSED'] as const)('is not tried again after %s', async (code) => {
    const client = scripted(failure(code));
    expect(await ask(client)).toEqual({ ...nothing('frontier_unavailable'), usd: 0 });
    expect(client.requests).toHaveLength(1);
  });

  it('is tried as often as the policy says', async () => {
    const client = scripted(failure('FRONTIER_FAILED'));
    expect(await ask(client, { calls: { attempts: 4 } })).toMatchObject(nothing('frontier_unavailable'));
    expect(client.requests).toHaveLength(4);
  });

  it('is not waited for beyond the deadline of the ticket', async () => {
    const client = scripted(failure('FRONTIER_FAILED', { retryAfterMs: 3_600_000 }));
    expect(await ask(client)).toMatchObject(nothing('frontier_unavailable'));
    expect(client.requests).toHaveLength(1);
  });

  it('waits as long as the endpoint asks for', async () => {
    const times: number[] = [];
    const client = scripted(async () => {
      times.push(performance.now());
      if (times.length === 1) throw failure('FRONTIER_FAILED', { retryAfterMs: 120 });
      return said(answerOf('PAY'));
    });
    await ask(client);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(119);
  });

  it('never gets more time than is left for the ticket', async () => {
    const client = scripted(answerOf('PAY'));
    await ask(client, { calls: { callSeconds: 30, ticketSeconds: 10 } });
    expect(client.requests[0]?.timeoutMs).toBeLessThanOrEqual(10_000);
    await ask(client, { calls: { callSeconds: 5, ticketSeconds: 10 } });
    expect(client.requests[1]?.timeoutMs).toBe(5_000);
  });
});

describe('hedging', () => {
  const never = (_request: ChatRequest, signal?: AbortSignal) =>
    new Promise<ChatAnswer>((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

  it('is off by default', async () => {
    let release: (answer: ChatAnswer) => void = () => undefined;
    const client = scripted(() => new Promise((resolve) => (release = resolve)));
    const asked = ask(client);
    await until('it is asked', () => client.requests.length === 1);
    release(said(answerOf('PAY')));
    await asked;
    expect(client.requests).toHaveLength(1);
  });

  it('sends a second call when the first is slow, takes the first answer, and pays for both', async () => {
    const client = scripted(never, answerOf('PAY'));
    const verdict = await ask(client, { calls: { hedgeAfterSeconds: 0.02 } });
    expect(verdict).toMatchObject({ kind: 'opinion', opinion: { category: 'PAY' } });
    expect(client.requests).toHaveLength(2);
    expect(verdict.usd).toBeGreaterThan(0.0012); // the one that was cut off may be charged for
  });

  it('counts from when the call is sent: one that waits for its money is not slow', async () => {
    let asked = 0;
    const budget: Budget = {
      reserve: async () => {
        asked += 1;
        await wait(100);
        return { settle: () => undefined };
      },
    };
    const client = scripted(answerOf('PAY'));
    expect(await ask(client, { calls: { hedgeAfterSeconds: 0.02 } }, budget)).toMatchObject({ kind: 'opinion' });
    expect([asked, client.requests.length]).toEqual([1, 1]);
  });

  it('after more time than a call has is none', async () => {
    const client = scripted(async () => {
      await wait(50);
      return said(answerOf('PAY'));
    });
    expect(await ask(client, { calls: { hedgeAfterSeconds: 300 } })).toMatchObject({ kind: 'opinion' });
    expect(client.requests).toHaveLength(1);
  });

  it.each<[string, Step]>([
    ['fails too', failure('FRONTIER_FAILED')],
    ['answers', answerOf('PAY')],
  ])(
    'when the second call is told of a rate limit and the first one %s, then nobody is asked before it ends',
    async (_, step) => {
      const limited = new FrontierFailure('FRONTIER_FAILED', 'slow down', {
        mayBeBilled: false,
        isRateLimit: true,
        retryAfterMs: 60_000,
      });
      let release: () => void = () => undefined;
      const secondIsTold = new Promise<void>((resolve) => (release = resolve));
      const slow = async () => {
        await secondIsTold;
        if (step instanceof FrontierFailure) throw step;
        return said(step as string);
      };
      const second = async () => {
        setImmediate(release);
        throw limited;
      };
      const client = scripted(slow, second, answerOf('ACCESS'));
      const frontier = frontierOf(client, { calls: { hedgeAfterSeconds: 0.02, ticketSeconds: 20 } });
      await frontier.ask(ticket, unlimitedBudget);
      expect(await frontier.ask(ticket, unlimitedBudget)).toMatchObject(nothing('frontier_unavailable'));
      expect(client.requests).toHaveLength(2);
    },
  );

  it('sends nothing while the endpoint wants to be left alone', async () => {
    const limited = new FrontierFailure('FRONTIER_FAILED', 'slow down', {
      mayBeBilled: false,
      isRateLimit: true,
      retryAfterMs: 60_000,
    });
    const slow = async () => {
      await wait(300);
      return said(answerOf('PAY'));
    };
    const client = scripted(slow, limited, answerOf('ACCESS'));
    const frontier = frontierOf(client, { calls: { hedgeAfterSeconds: 0.1, ticketSeconds: 20 } });
    const first = frontier.ask(ticket, unlimitedBudget);
    await frontier.ask(ticket, unlimitedBudget);
    expect(await first).toMatchObject({ opinion: { category: 'PAY' } });
    expect(client.requests).toHaveLength(2);
  });
});

describe('money', () => {
  const purse = (usd: number) => {
    const settled: number[] = [];
    let left = usd;
    const budget: Budget = {
      reserve: async (worst) => {
        if (worst > left) return null;
        left -= worst;
        return {
          settle: (cost) => {
            left += worst - cost;
            settled.push(cost);
          },
        };
      },
    };
    return { budget, settled, left: () => left };
  };

  it('is set aside before a call, at more than it can cost, and settled by what the endpoint counts', async () => {
    const { budget, settled, left } = purse(1);
    let during = 1;
    const client = scripted(async () => {
      during = left();
      return said(answerOf('PAY'));
    });
    await ask(client, {}, budget);
    // No token is shorter than a byte, and providers write the form of the answer into the prompt.
    const form = JSON.stringify(responseFormatOf('json_schema', taxonomy.codes));
    const bytes = Buffer.byteLength((client.requests[0]?.messages.map(({ content }) => content).join('') ?? '') + form);
    expect(1 - during).toBeGreaterThanOrEqual((bytes + 2 * 400) / 1e6);
    expect(settled).toEqual([expect.closeTo(0.0012)]);
  });

  it.each<[string, Step, 'all' | 'nothing']>([
    ['an endpoint that does not count', said(answerOf('PAY'), { usage: null }), 'all'],
    ['a call that was cut off', failure('FRONTIER_DEADLINE', { mayBeBilled: true }), 'all'],
    ['a call that was refused', failure('FRONTIER_MISCONFIGURED'), 'nothing'],
  ])('%s costs %s of it', async (_, step, share) => {
    const { budget, settled } = purse(1);
    const verdict = await ask(scripted(step), { calls: { attempts: 1 } }, budget);
    expect(settled).toHaveLength(1);
    if (share === 'all') expect(settled[0]).toBeGreaterThan(0.0008);
    else expect(settled[0]).toBe(0);
    expect(verdict.usd).toBe(settled[0]);
  });

  it('that is spent means that nobody is asked', async () => {
    const client = scripted(answerOf('PAY'));
    expect(await ask(client, {}, purse(0.0001).budget)).toEqual({ ...nothing('budget_exhausted'), usd: 0 });
    expect(client.requests).toEqual([]);
  });

  it('of one ticket is limited too, repairs and retries included', async () => {
    const client = scripted('no idea', answerOf('PAY'));
    const verdict = await ask(client, { perTicketUsd: 0.002 });
    expect(verdict).toMatchObject(nothing('budget_exhausted'));
    expect(verdict.usd).toBeLessThanOrEqual(0.002);
    expect(client.requests).toHaveLength(1);
  });

  it('that cannot be set aside because the partition is lost fails the batch, and nothing is sent', async () => {
    const client = scripted(answerOf('PAY'));
    const fenced: Budget = { reserve: () => Promise.reject(new Error('fenced')) };
    await expect(ask(client, {}, fenced)).rejects.toThrow('fenced');
    expect(client.requests).toEqual([]);
  });
});

it('a ticket whose time is over by the time that it has its money is not asked about, and costs nothing', async () => {
  const client = scripted(answerOf('PAY'));
  const slow: Budget = {
    reserve: async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return { settle: (usd) => expect(usd).toBe(0) };
    },
  };
  expect(await ask(client, { calls: { ticketSeconds: 0.05 } }, slow)).toEqual({
    ...nothing('frontier_unavailable'),
    usd: 0,
  });
  expect(client.requests).toEqual([]);
});

it('a stop ends what is asked, with its own reason', async () => {
  const stopping = new AbortController();
  const client = scripted(async (_request, signal) => {
    stopping.abort(new Error('stopping'));
    throw signal?.reason;
  });
  await expect(frontierOf(client).ask(ticket, unlimitedBudget, stopping.signal)).rejects.toThrow('stopping');
});

it.each<[string, Step, object]>([
  ['between two attempts', failure('FRONTIER_FAILED', { retryAfterMs: 10_000 }), {}],
  ['before a second call is due', () => new Promise(() => undefined), { hedgeAfterSeconds: 20 }],
])('a stop %s ends the waiting with its own reason', async (_, step, calls) => {
  const stopping = new AbortController();
  const client = scripted(step);
  const cut: ChatClient = {
    format: client.format,
    chat: (request, signal) =>
      Promise.race([
        client.chat(request, signal),
        new Promise<never>((_resolve, reject) =>
          signal?.addEventListener('abort', () => setImmediate(() => reject(signal.reason))),
        ),
      ]),
  };
  const asked = frontierOf(cut, { calls }).ask(ticket, unlimitedBudget, stopping.signal);
  await until('it is asked', () => client.requests.length === 1);
  stopping.abort(new Error('stopping'));
  await expect(asked).rejects.toThrow('stopping');
});

it.each([{}, { hedgeAfterSeconds: 0.02 }])('after a stop nobody is asked any more: %j', async (calls) => {
  const client = scripted(answerOf('PAY'));
  const stopped = AbortSignal.abort(new Error('stopping'));
  await expect(frontierOf(client, { calls }).ask(ticket, unlimitedBudget, stopped)).rejects.toThrow('stopping');
  expect(client.requests).toEqual([]);
});

it('a call that is called off before it is sent costs nothing', async () => {
  const stopping = new AbortController();
  const settled: number[] = [];
  const budget: Budget = {
    reserve: async () => {
      stopping.abort(new Error('stopping'));
      return { settle: (usd) => settled.push(usd) };
    },
  };
  const client = scripted(answerOf('PAY'));
  await expect(frontierOf(client).ask(ticket, budget, stopping.signal)).rejects.toThrow('stopping');
  expect([client.requests.length, settled]).toEqual([0, [0]]);
});
