import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LedgerStore, type Reservation, SpendLedger } from '../../service/escalate/spend-ledger.ts';

const noon = new Date('2025-03-04T12:00:00Z');
const midnight = new Date('2025-03-05T00:00:00Z');

/** Keeps what is saved; counts the writes. */
function createStore(text = ''): LedgerStore & { writes: number } {
  return {
    text,
    position: 0n,
    writes: 0,
    async save(saved) {
      this.writes += 1;
      this.text = saved;
    },
  };
}
const ledgerOf = (store: LedgerStore, limit = 1, clock = () => noon) => new SpendLedger(limit, store, clock);
/** Calls made until the budget is spent, each at its full price. */
async function spendAll(ledger: SpendLedger, price: number): Promise<number> {
  for (let made = 0; ; made++) {
    const reservation = await ledger.reserve(price);
    if (!reservation) return made;
    reservation.settle(price);
  }
}

describe('a day', () => {
  it('has so many calls, and not one more', async () => {
    expect(await spendAll(ledgerOf(createStore()), 0.25)).toBe(4);
  });

  it('gives back what was set aside and not spent', async () => {
    const ledger = ledgerOf(createStore());
    const first = await ledger.reserve(0.9);
    expect(ledger.left).toBeCloseTo(0.1);
    first?.settle(0.05);
    first?.settle(0.05); // settled once, however often it is said
    expect(ledger.left).toBeCloseTo(0.95);
  });

  it('lets a call wait for money that others have set aside, and refuses what can never be had', async () => {
    const ledger = ledgerOf(createStore());
    const first = (await ledger.reserve(0.8)) as Reservation;
    expect(await ledger.reserve(1.1)).toBeNull();
    let second: Reservation | null | undefined;
    const waiting = ledger.reserve(0.8).then((reservation) => {
      second = reservation;
    });
    await Promise.resolve();
    expect(second).toBeUndefined();
    first.settle(0.1);
    await waiting;
    expect(second).toBeTruthy();
    const third = ledger.reserve(0.5);
    second?.settle(0.8);
    expect(await third).toBeNull();
  });

  it('gives all of it back, however the sums are rounded', async () => {
    const ledger = ledgerOf(createStore());
    // As binary fractions: 0.1 + 0.2 + 0.3 - 0.1 - 0.2 - 0.3 > 0.
    for (let round = 0; round < 40; round++) {
      const reservations = await Promise.all([0.1, 0.2, 0.3].map((price) => ledger.reserve(price)));
      for (const reservation of reservations) reservation?.settle(0);
    }
    // Nobody is left who could give anything back: waiting would never end.
    expect(await ledger.reserve(1)).toBeTruthy();
  });

  it('does not wait for money longer than there is time, nor when it is called off', async () => {
    const ledger = ledgerOf(createStore());
    await ledger.reserve(0.8);
    expect(await ledger.reserve(0.8, { untilMs: performance.now() + 20 })).toBeNull();
    const stopping = new AbortController();
    const waiting = ledger.reserve(0.8, { signal: stopping.signal });
    stopping.abort(new Error('stopping'));
    await expect(waiting).rejects.toThrow('stopping');
  });

  it('comes to an end when a call cost more than was set aside for it, also while another claims', async () => {
    const store = createStore();
    const ledger = ledgerOf(store);
    const first = await ledger.reserve(0.5);
    const second = ledger.reserve(0.4);
    first?.settle(0.9);
    expect(await second).toBeNull();
    expect(store.writes).toBeLessThan(5);
    expect(await ledger.reserve(0.2)).toBeNull();
  });

  it('does not begin again for a clock that is behind', async () => {
    const store = createStore();
    expect(
      await spendAll(
        ledgerOf(store, 1, () => midnight),
        0.25,
      ),
    ).toBe(4);
    expect(
      await spendAll(
        ledgerOf(createStore(store.text), 1, () => noon),
        0.25,
      ),
    ).toBe(0);
  });

  it('when a clock was years ahead once, then what was spent counts for today, and tomorrow has all of its money', async () => {
    const store = createStore();
    await spendAll(
      ledgerOf(store, 1, () => new Date('2030-01-01T00:00:00Z')),
      0.25,
    );
    expect(await spendAll(ledgerOf(store), 0.25)).toBe(0);
    // Also in a process that was not there today: what it finds says by now which day that was.
    expect(
      await spendAll(
        ledgerOf(createStore(store.text), 1, () => midnight),
        0.25,
      ),
    ).toBe(4);
  });

  it('when a clock is years behind for a while, then it brings nothing of today back', async () => {
    const store = createStore();
    (await ledgerOf(store).reserve(0.5))?.settle(0.5);
    const behind = ledgerOf(createStore(store.text), 1, () => new Date('1970-01-01T00:00:09Z'));
    const spentBehind = await spendAll(behind, 1 / 64);
    expect(spentBehind).toBeLessThanOrEqual(32);
    const kept = behind.atCommit() ?? store.text;
    expect(await spendAll(ledgerOf(createStore(kept)), 1 / 64)).toBe(0);
    expect(
      await spendAll(
        ledgerOf(createStore(kept), 1, () => midnight),
        1 / 64,
      ),
    ).toBe(64);
  });

  it('when the clock is set right while calls are in flight, then what they cost counts and the rest is free again', async () => {
    let now = new Date('2030-01-01T00:00:00Z');
    const store = createStore();
    const ledger = ledgerOf(store, 1, () => now);
    const first = await ledger.reserve(0.5);
    now = noon;
    const second = await ledger.reserve(0.25);
    first?.settle(0.25);
    second?.settle(0.25);
    expect(ledger.left).toBe(0.5);
    const next = ledgerOf(createStore(ledger.atCommit()));
    expect(await spendAll(next, 0.25)).toBe(2);
    now = midnight;
    expect(await spendAll(ledger, 0.25)).toBe(4);
  });

  it('begins with all of the money at midnight UTC, and what is settled late belongs to the day before', async () => {
    let now = noon;
    const ledger = ledgerOf(createStore(), 1, () => now);
    const late = await ledger.reserve(0.9);
    expect(
      await spendAll(
        ledgerOf(createStore(), 1, () => now),
        1,
      ),
    ).toBe(1);
    now = midnight;
    expect(ledger.left).toBe(1);
    late?.settle(0.9);
    expect(await spendAll(ledger, 0.25)).toBe(4);
  });

  it('costs few writes', async () => {
    const store = createStore();
    await spendAll(ledgerOf(store), 0.0001);
    expect(store.writes).toBeLessThanOrEqual(51);
  });
});

describe('a ticket with a limit of its own', () => {
  const unlimited = Number.POSITIVE_INFINITY;

  it('has so much and no more, also where the day has no limit', async () => {
    const ledger = ledgerOf(createStore(), unlimited);
    const ticket = ledger.ofTicket(7n, 0.1);
    (await ticket.reserve(0.06))?.settle(0.05);
    expect(await ticket.reserve(0.06)).toBeNull();
    (await ticket.reserve(0.05))?.settle(0.05);
    expect(await ledger.ofTicket(7n, 0.1).reserve(0.01)).toBeNull(); // asked about once more by the same owner
    expect(await ledger.ofTicket(6n, 0.1).reserve(0.1)).toBeTruthy();
  });

  it('is settled once, however often it is said', async () => {
    const ticket = ledgerOf(createStore(), unlimited).ofTicket(7n, 0.1);
    const reservation = await ticket.reserve(0.1);
    reservation?.settle(0.05);
    reservation?.settle(0.05);
    expect(await ticket.reserve(0.06)).toBeNull();
    expect(await ticket.reserve(0.05)).toBeTruthy();
  });

  it('takes from the day as well', async () => {
    const ledger = ledgerOf(createStore(), 1);
    (await ledger.ofTicket(1n, 0.8).reserve(0.8))?.settle(0.8);
    expect(await ledger.ofTicket(2n, 0.8).reserve(0.8)).toBeNull();
    expect(ledger.left).toBeCloseTo(0.2);
  });

  it('has nothing left for the next owner, who cannot know what it has cost; those that were not begun have all', async () => {
    const store = createStore();
    const ledger = ledgerOf(store, unlimited);
    await Promise.all([4n, 5n, 6n].map((number) => ledger.ofTicket(number, 0.1).reserve(0.1)));
    expect(store.writes).toBeLessThanOrEqual(2);
    const next = ledgerOf(createStore(store.text), unlimited);
    expect(await next.ofTicket(6n, 0.1).reserve(0.01)).toBeNull();
    expect(await next.ofTicket(7n, 0.1).reserve(0.1)).toBeTruthy();
  });

  it('is not asked about when that cannot be written down', async () => {
    const store = createStore();
    store.save = async () => Promise.reject(new Error('fenced'));
    await expect(ledgerOf(store, unlimited).ofTicket(1n, 0.1).reserve(0.1)).rejects.toThrow('fenced');
  });
});

describe('whoever takes over counts at least what was spent', () => {
  it('after a crash, and loses at most one claim', async () => {
    const store = createStore();
    const ledger = ledgerOf(store);
    for (let i = 0; i < 30; i++) (await ledger.reserve(0.01))?.settle(0.01);
    const left = await spendAll(ledgerOf(createStore(store.text)), 0.01);
    expect(left).toBeLessThanOrEqual(70);
    expect(left).toBeGreaterThanOrEqual(67);
  });

  it('after a commit in order, and loses nothing; while a call is in flight nothing is given back', async () => {
    const store = createStore();
    const ledger = ledgerOf(store);
    expect(ledger.atCommit()).toBeUndefined(); // there is no account yet
    const [first, second] = await Promise.all([ledger.reserve(7 / 16), ledger.reserve(7 / 16)]);
    first?.settle(1 / 64);
    expect(ledger.atCommit()).toBeUndefined();
    second?.settle(1 / 64);
    const text = ledger.atCommit();
    expect(await spendAll(ledgerOf(createStore(text)), 1 / 64)).toBe(62);
    expect(ledger.atCommit()).toBeUndefined(); // nothing is left to give back
    store.text = text ?? '';
    expect(ledger.continueIn(createStore(text))).toBe(true);
    expect(await spendAll(ledger, 1 / 64)).toBe(62);
  });

  it('after a commit that failed or whose answer was lost: its owner goes on by what is there, and knows what was spent', async () => {
    for (const isMade of [true, false]) {
      const store = createStore();
      const ledger = ledgerOf(store);
      (await ledger.reserve(0.5))?.settle(0.25);
      const text = ledger.atCommit();
      const claimedAgain = createStore(isMade ? text : store.text);
      expect(ledger.continueIn(claimedAgain)).toBe(true);
      expect(await spendAll(ledger, 1 / 64)).toBe(48);
      // A stranger takes what was claimed for spent.
      expect(await spendAll(ledgerOf(createStore(isMade ? text : store.text)), 1 / 64)).toBe(isMade ? 48 : 30);
    }
  });

  it('after a claim whose answer was lost: its owner goes on, and what it has begun it may finish', async () => {
    const store = createStore();
    const ledger = ledgerOf(store, 1);
    (await ledger.ofTicket(0n, 0.5).reserve(0.1))?.settle(0.1);
    store.save = async (text) => {
      store.text = text;
      throw new Error('connection closed');
    };
    await expect(ledger.ofTicket(1n, 0.5).reserve(0.1)).rejects.toThrow('closed');
    expect(ledger.continueIn(createStore(store.text))).toBe(true);
    for (const number of [0n, 1n]) expect(await ledger.ofTicket(number, 0.5).reserve(0.1)).toBeTruthy();
    expect(await ledgerOf(createStore(store.text)).ofTicket(1n, 0.5).reserve(0.1)).toBeNull();
  });

  it('after a claim that did not land: it is made again before the call', async () => {
    const store = createStore();
    const ledger = ledgerOf(store, Number.POSITIVE_INFINITY);
    await ledger.ofTicket(0n, 0.5).reserve(0.1);
    const before = store.text;
    store.save = async () => Promise.reject(new Error('connection closed'));
    await expect(ledger.ofTicket(1n, 0.5).reserve(0.1)).rejects.toThrow('closed');
    const claimedAgain = createStore(before);
    expect(ledger.continueIn(claimedAgain)).toBe(true);
    await ledger.ofTicket(1n, 0.5).reserve(0.1);
    const next = ledgerOf(createStore(claimedAgain.text), Number.POSITIVE_INFINITY);
    expect(await next.ofTicket(1n, 0.5).reserve(0.1)).toBeNull();
  });

  it('after a commit, also what calls cost beyond what was set aside for them', async () => {
    const store = createStore();
    const ledger = ledgerOf(store);
    (await ledger.reserve(1 / 64))?.settle(0.75);
    expect(await spendAll(ledgerOf(createStore(ledger.atCommit())), 1 / 64)).toBe(16);
    // Where that commit failed, the next one says it.
    expect(ledger.continueIn(createStore(store.text))).toBe(true);
    expect(await spendAll(ledgerOf(createStore(ledger.atCommit())), 1 / 64)).toBe(16);
  });

  it('also what calls cost beyond what was set aside for them', async () => {
    const store = createStore();
    const ledger = ledgerOf(store);
    (await ledger.reserve(0.1))?.settle(3);
    expect(await ledger.reserve(0.1)).toBeNull();
    expect(await ledgerOf(createStore(store.text)).reserve(0.1)).toBeNull();
  });

  it('on the next day nothing of it', async () => {
    const store = createStore();
    await spendAll(ledgerOf(store), 0.25);
    expect(
      await spendAll(
        ledgerOf(store, 1, () => midnight),
        0.25,
      ),
    ).toBe(4);
  });

  it('unless nobody else has written: then it goes on where it was', async () => {
    const store = createStore();
    const ledger = ledgerOf(store);
    (await ledger.reserve(0.5))?.settle(0.01);
    const claimedAgain = createStore(store.text);
    expect(ledger.continueIn(claimedAgain)).toBe(true);
    expect(ledger.isKeptIn(claimedAgain)).toBe(true);
    expect(ledger.left).toBeCloseTo(0.99);
    const other = ledgerOf(createStore(store.text));
    await other.reserve(0.1);
    const takenOver = createStore(store.text);
    await ledgerOf(takenOver).reserve(0.1);
    expect(ledger.continueIn(takenOver)).toBe(false);
  });

  it.each([
    '',
    'something else',
    '{"day": 3}',
    '{"day":"2025-03-04","usd":-1,"by":"x"}',
    '{"day":"never","usd":1,"by":"x"}',
  ])('a note that is no account is none: %j', async (text) => {
    expect(await spendAll(ledgerOf(createStore(text)), 0.25)).toBe(4);
  });

  it('when a claim cannot be written, then the call is not made and its money is free again', async () => {
    const store = createStore();
    store.save = async () => Promise.reject(new Error('fenced'));
    const ledger = ledgerOf(store);
    await expect(ledger.reserve(0.5)).rejects.toThrow('fenced');
    expect(ledger.left).toBe(1);
  });

  it('is never overspent: 64 calls in flight, any prices, crashes at any moment, owners that live on, answers that are lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom(0, 8, 40, 64), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.gen(),
        async (s, lives, limitsTickets, g) => {
          // One text in the store; only its latest claimant may write, as a transactional id allows, and none after a failure.
          let text = '';
          let claims = 0;
          let spent = 0;
          const spentOn = new Map<bigint, number>();
          const works: Promise<unknown>[] = [];
          const claim = () => {
            const own = ++claims;
            let turn: Promise<unknown> = Promise.resolve();
            let isClosed = false;
            const step = async (isFailing: boolean) => {
              await s.schedule(Promise.resolve());
              isClosed ||= isFailing || claims !== own;
              if (isClosed) throw new Error('closed');
            };
            return {
              text,
              position: 0n,
              isClosed: () => isClosed,
              commit(noteAtCommit: () => string | undefined) {
                const done = turn.then(async () => {
                  const saved = isClosed ? undefined : noteAtCommit();
                  const fate = g(fc.integer, { min: 0, max: 15 });
                  await step(fate === 0);
                  text = saved ?? text;
                  await step(fate === 1); // it is there, and the answer is lost
                });
                turn = done.catch(() => undefined);
                return done;
              },
              save(saved: string) {
                return this.commit(() => saved);
              },
            };
          };
          for (const calls of lives) {
            let store = claim();
            let ledger = ledgerOf(store, 1);
            const commit = () => store.commit(() => (ledger.isKeptIn(store) ? ledger.atCommit() : undefined));
            const call = async () => {
              const price = g(fc.constantFrom<number[]>, 0.3, 0.2, 0.1, 0.01);
              const ticket = BigInt(g(fc.integer, { min: 0, max: 2 })); // those of a former owner come again
              const cost = price * g(fc.constantFrom<number[]>, 1, 0.5, 0);
              const commits = g(fc.boolean);
              const budget = limitsTickets ? ledger.ofTicket(ticket, 0.3) : ledger;
              const reservation = await budget.reserve(price).catch(() => null);
              if (!reservation) return;
              spent += cost; // the provider charges, whoever is still there to see it
              spentOn.set(ticket, (spentOn.get(ticket) ?? 0) + cost);
              if (commits) works.push(commit().catch(() => undefined)); // that of others
              await s.schedule(Promise.resolve());
              reservation.settle(cost);
              if (commits) works.push(commit().catch(() => undefined));
            };
            for (let i = 0; i < calls; i++) works.push(call());
            const steps = calls * g(fc.constantFrom<number[]>, 2, 1, 0.3, 0);
            for (let step = 0; step < steps; step++) {
              await setImmediate(); // what was let on schedules what comes next
              if (store.isClosed()) {
                store = claim();
                if (!ledger.continueIn(store)) ledger = ledgerOf(store, 1);
                works.push(call(), call());
              }
              if (s.count() === 0) break;
              await s.waitOne();
            }
          }
          await s.waitFor(Promise.all(works));
          while (s.count() > 0) await s.waitOne();
          expect(spent).toBeLessThanOrEqual(1 + 1e-9);
          if (limitsTickets) expect(Math.max(0, ...spentOn.values())).toBeLessThanOrEqual(0.3 + 1e-9);
        },
      ),
      { numRuns: 200 },
    );
  });
});
