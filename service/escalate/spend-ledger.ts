import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** Money set aside for one call. */
export interface Reservation {
  /** What it did cost, US dollars; the rest is free again. */
  settle(usd: number): void;
}

export interface Budget {
  /**
   * Sets the most that a call can cost aside before it is made, and waits for it while others that have set money aside may give
   * some back, as long as the signal and the clock of `performance.now()` let it. Null: there is not so much to be had.
   */
  reserve(usd: number, until?: { signal?: AbortSignal | undefined; untilMs?: number }): Promise<Reservation | null>;
}

export const unlimitedBudget: Budget = {
  reserve: async () => ({ settle: () => undefined }),
};

/** Where a ledger is kept so that it outlives its process; one writer at a time. */
export interface LedgerStore {
  /** Empty: nothing was ever kept. */
  text: string;
  /** Number of the first ticket that is not settled. */
  readonly position: bigint;
  save(text: string): Promise<void>;
}

const keptSchema = z.object({
  /** Day of UTC. */
  day: z.iso.date(),
  /** What this day is taken to have cost by whoever reads it. */
  usd: z.number().nonnegative(),
  /** Who wrote it, anew at each writing. */
  by: z.string(),
  /** Tickets before this number may have been asked about. */
  begun: z.string().regex(/^\d+$/).default('0'),
  /** The other day that this counts for; see `SpendLedger`. */
  otherDay: z.iso.date().optional(),
});

type Kept = { day: string; usd: number; begun: bigint };

// A crash costs what was claimed and not yet spent, a claim costs one write; who leaves in order loses nothing, see `atCommit`.
const claimsADay = 50;

/**
 * Spending of one day against a limit, and on each ticket against its own, safe across crashes and take-overs: money is claimed in
 * the store before it can be spent, so whoever reads the store next counts at least what was spent.
 *
 * Invariants: spent + reserved ≤ claimed ≤ limit, and `claimed` is what the store says; a ticket with a limit of its own that
 * has been asked about has a number below the store's `begun`.
 *
 * @param limitUsd of a day; infinite where only tickets have one
 */
export class SpendLedger implements Budget {
  readonly #limitUsd: number;
  readonly #clock: () => Date;
  #store: LedgerStore;
  #day = '';
  /** The day that a clock told before, which was days ahead of this one: one of them was wrong, so what was spent counts for both. */
  #otherDay: string | undefined;
  /** Anew with each day's money; what was set aside is given back to its own, whatever the clock calls that day by then. */
  #account = {};
  #spent = 0;
  #reserved = 0;
  /** Reservations that are not settled. */
  #open = 0;
  #claimed = 0;
  /**
   * What the store may say: what it has for certain, and what was sent since. A commit can land whose answer is lost, and fail
   * that was thought to land.
   */
  readonly #mayStand = new Map<string, Kept>();
  #begun = 0n;
  /** The number after the last ticket that is to be begun. */
  #toBegin = 0n;
  /** Tickets before it were begun by a former owner, who may have spent all that each was allowed. */
  #inherited = 0n;
  /** What this owner has spent on, or set aside for, tickets that are not settled. */
  readonly #ofTickets = new Map<bigint, number>();
  #claiming: Promise<void> = Promise.resolve();
  #waiting: (() => void)[] = [];

  constructor(limitUsd: number, store: LedgerStore, clock: () => Date) {
    this.#limitUsd = limitUsd;
    this.#clock = clock;
    this.#store = store;
    const kept = read(store.text);
    if (kept) {
      this.#day = kept.day;
      this.#otherDay = kept.otherDay;
      this.#spent = kept.usd;
      this.#claimed = kept.usd;
      this.#inherited = this.#begun = this.#toBegin = BigInt(kept.begun);
    }
  }

  isKeptIn(store: LedgerStore): boolean {
    return this.#store === store;
  }

  /** Goes on with another store when nobody else has written since: what was claimed by that text and not spent is still there. */
  continueIn(store: LedgerStore): boolean {
    const kept = this.#mayStand.get(store.text);
    if (!kept) return false;
    this.#store = store;
    this.#stands(store.text, kept);
    return true;
  }

  /**
   * What was spent, with a commit that is made anyway: whoever owns the partition next would take all that is claimed for spent,
   * and would not know of calls that cost more than was set aside for them. Nothing is said while a call is in flight, so a stream
   * of calls claims no more often for it.
   * @returns the text that the commit has to keep, called when it is the store's turn to commit; undefined: the one that is there
   */
  atCommit(): string | undefined {
    if (this.#open > 0 || this.#claimed === this.#spent || this.#limitUsd === Number.POSITIVE_INFINITY)
      return undefined;
    this.#claimed = this.#spent; // at once: what the commit says counts from here on
    return this.#send(this.#claimed, this.#begun);
  }

  /** US dollars that are neither spent nor set aside today. */
  get left(): number {
    return this.#countsFor(this.#today) ? Math.max(0, this.#limitUsd - this.#spent - this.#reserved) : this.#limitUsd;
  }

  async reserve(
    usd: number,
    { signal, untilMs = Number.POSITIVE_INFINITY }: { signal?: AbortSignal | undefined; untilMs?: number } = {},
  ): Promise<Reservation | null> {
    for (;;) {
      this.#startDay();
      if (this.#spent + usd > this.#limitUsd) {
        await this.#claim(); // calls that cost more than was set aside for them: the next owner must know
        return null;
      }
      if (this.#spent + this.#reserved + usd <= this.#limitUsd) break;
      if (performance.now() >= untilMs) return null;
      await this.#someReturned(signal, untilMs);
    }
    this.#open += 1;
    this.#reserved += usd; // at once: nobody else may count on it while it is claimed
    const account = this.#account;
    try {
      await this.#claim();
    } catch (error) {
      this.#release(account, usd, 0);
      throw error;
    }
    // Others may have cost more than was set aside for them meanwhile.
    if (account === this.#account && this.#needed > this.#covered) {
      this.#release(account, usd, 0);
      return null;
    }
    return settledOnce((cost) => this.#release(account, usd, cost));
  }

  /**
   * The budget of one ticket within that of the day. A ticket that a former owner began and did not settle has none left: what it
   * has cost is not known.
   * @param number of the ticket; they are begun in about that order
   */
  ofTicket(number: bigint, limitUsd: number): Budget {
    return {
      reserve: async (usd, until) => {
        for (const settled of this.#ofTickets.keys())
          if (settled < this.#store.position) this.#ofTickets.delete(settled);
        const before = this.#ofTickets.get(number) ?? 0;
        if (number < this.#inherited || before + usd > limitUsd) return null;
        const add = (change: number) => this.#ofTickets.set(number, (this.#ofTickets.get(number) ?? 0) + change);
        add(usd);
        if (number >= this.#toBegin) this.#toBegin = number + 1n;
        const reservation = await this.reserve(usd, until).catch((error) => {
          add(-usd);
          throw error;
        });
        if (!reservation) {
          add(-usd);
          return null;
        }
        return settledOnce((cost) => {
          add(cost - usd);
          reservation.settle(cost);
        });
      },
    };
  }

  async #someReturned(signal: AbortSignal | undefined, untilMs: number): Promise<void> {
    signal?.throwIfAborted();
    let wake: () => void = () => undefined;
    const timer = Number.isFinite(untilMs)
      ? setTimeout(() => wake(), Math.max(0, untilMs - performance.now()))
      : undefined;
    try {
      await new Promise<void>((resolve) => {
        wake = resolve;
        this.#waiting.push(resolve);
        signal?.addEventListener('abort', resolve as () => void);
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
    }
    signal?.throwIfAborted();
  }

  #release(account: object, reserved: number, cost: number): void {
    if (account === this.#account) {
      this.#open -= 1;
      // What rounding leaves over belongs to nobody, and nobody would give it back to those who wait.
      this.#reserved = this.#open === 0 ? 0 : Math.max(0, this.#reserved - reserved);
      this.#spent += cost;
    } // else it was yesterday's money
    for (const retry of this.#waiting.splice(0)) retry();
  }

  /** One write at a time; those who come meanwhile are mostly served by it as well. */
  async #claim(): Promise<void> {
    while (this.#lacksMoney || this.#lacksTickets) {
      const claiming = this.#claiming.then(() => this.#write());
      this.#claiming = claiming.catch(() => undefined);
      await claiming;
    }
  }

  async #write(): Promise<void> {
    if (!this.#lacksMoney && !this.#lacksTickets) return;
    const store = this.#store;
    const usd = this.#lacksMoney ? Math.min(this.#limitUsd, this.#needed + this.#limitUsd / claimsADay) : this.#claimed;
    const text = this.#send(usd, this.#toBegin);
    const kept = this.#mayStand.get(text);
    await store.save(text);
    if (kept && store === this.#store) this.#stands(text, kept);
  }

  #send(usd: number, begun: bigint): string {
    const text = JSON.stringify({
      ...{ day: this.#day, usd, by: randomUUID(), begun: String(begun) },
      otherDay: this.#otherDay,
    });
    this.#mayStand.set(text, { day: this.#day, usd, begun });
    return text;
  }

  #stands(text: string, kept: Kept): void {
    this.#mayStand.clear();
    this.#mayStand.set(text, kept);
    this.#begun = kept.begun;
    this.#claimed = kept.day === this.#day ? kept.usd : 0; // of today nothing is claimed there
  }

  get #lacksMoney(): boolean {
    return this.#needed > this.#covered && this.#claimed < this.#limitUsd;
  }

  /** A day without a limit needs no claim. */
  get #covered(): number {
    return this.#limitUsd === Number.POSITIVE_INFINITY ? this.#limitUsd : this.#claimed;
  }

  get #lacksTickets(): boolean {
    return this.#toBegin > this.#begun;
  }

  get #needed(): number {
    return this.#spent + this.#reserved;
  }

  #startDay(): void {
    const today = this.#today;
    if (!this.#countsFor(today)) {
      this.#account = {};
      this.#spent = 0;
      this.#reserved = 0;
      this.#open = 0;
    } else if (today <= this.#day && this.#day <= dayAfter(today)) return;
    // A clock that is days behind what is kept: that one was ahead, and would stop all until then, or this one is wrong.
    this.#otherDay = today < this.#day ? this.#day : undefined;
    this.#day = today;
    this.#claimed = 0; // of this day nothing is claimed in the store
  }

  /** A clock that is behind does not bring yesterday's money back. */
  #countsFor(day: string): boolean {
    return this.#day >= day || this.#otherDay === day;
  }

  get #today(): string {
    return dayOf(this.#clock());
  }
}

/** However often it is said. */
function settledOnce(settle: (usd: number) => void): Reservation {
  let isSettled = false;
  return {
    settle: (usd) => {
      if (isSettled) return;
      isSettled = true;
      settle(usd);
    },
  };
}

const dayOf = (time: Date) => time.toISOString().slice(0, 10);

const dayAfter = (day: string) => dayOf(new Date(Date.parse(day) + 24 * 3_600_000));

/** What is not a ledger's is taken for none: the offset of a group that had another use. */
function read(text: string) {
  try {
    return keptSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
