import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChangeStream, followChanges, type Without } from '../../service/console/api/follow-changes.ts';

const [connecting, closed] = [0, 2];
const minuteMs = 60_000;

interface FakeStream extends ChangeStream {
  readyState: number;
  tell(type: string, readyState?: number): void;
}

/** A browser's streams, all of which the server treats alike. */
function following(isSignedIn: () => Promise<boolean>, { isSeenAtFirst = true } = {}) {
  let isSeen = isSeenAtFirst;
  const turned = new Set<() => void>();
  const sight = {
    isSeen: () => isSeen,
    onTurned: (listener: () => void) => {
      turned.add(listener);
      return () => void turned.delete(listener);
    },
  };
  const turn = async (seen: boolean) => {
    isSeen = seen;
    for (const listener of turned) listener();
    await vi.advanceTimersByTimeAsync(0);
  };
  const streams: FakeStream[] = [];
  const asked = vi.fn(isSignedIn);
  const connections: string[] = [];
  const open = () => {
    const listeners = new Map<string, (event: object) => void>();
    const stream: FakeStream = {
      readyState: connecting,
      addEventListener: (type, listener) => void listeners.set(type, listener),
      close: vi.fn(() => {
        stream.readyState = closed;
      }),
      tell: (type, readyState = stream.readyState) => {
        stream.readyState = readyState;
        listeners.get(type)?.({});
      },
    };
    streams.push(stream);
    return stream;
  };
  const onConnection = (connection: string) => void connections.push(connection);
  const onBack = vi.fn<(after: Without) => void>();
  const stop = followChanges({ open, sight, isSignedIn: asked, onConnection, onBack, onChanged: () => undefined });
  const refuseFor = async (ms: number) => {
    const from = streams.length;
    for (let passedMs = 0; passedMs < ms; passedMs += 1000) {
      if (streams.at(-1)?.readyState === connecting) streams.at(-1)?.tell('error', closed);
      await vi.advanceTimersByTimeAsync(1000);
    }
    return streams.length - from;
  };
  const openNow = () => streams.filter(({ readyState }) => readyState !== closed).length;
  return { streams, asked, connections, onBack, refuseFor, turn, openNow, stop };
}

describe('the stream of changes', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is not opened again once the session has ended', async () => {
    const { refuseFor, asked, connections } = following(async () => false);
    expect(await refuseFor(10 * minuteMs)).toBe(0);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(connections).toEqual(['lost']);
  });

  it('is opened again while one is signed in, at growing intervals', async () => {
    const { refuseFor } = following(async () => true);
    expect(await refuseFor(minuteMs)).toBe(3);
    expect(await refuseFor(10 * minuteMs)).toBeLessThanOrEqual(10);
  });

  it('waits as little as at first once it has been open', async () => {
    const { refuseFor, streams, connections } = following(async () => true);
    await refuseFor(10 * minuteMs);
    await vi.advanceTimersByTimeAsync(minuteMs);
    streams.at(-1)?.tell('open', 1);
    expect(connections.at(-1)).toBe('live');
    streams.at(-1)?.tell('error', closed);
    const opened = streams.length;
    await vi.advanceTimersByTimeAsync(5000);
    expect(streams).toHaveLength(opened + 1);
  });

  it('is left to the browser while that tries again by itself', async () => {
    const { streams, asked } = following(async () => true);
    streams[0]?.tell('error', connecting);
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect([streams.length, asked.mock.calls.length]).toEqual([1, 0]);
  });

  it('says so when it is open again, whoever opened it: what changed meanwhile is not told', async () => {
    const { streams, onBack } = following(async () => true);
    streams[0]?.tell('open', 1);
    expect(onBack).not.toHaveBeenCalled();
    streams[0]?.tell('error', connecting);
    expect(onBack).not.toHaveBeenCalled();
    streams[0]?.tell('open', 1);
    expect(onBack.mock.calls).toEqual([[{ unseen: false, lost: true }]]);
    streams[0]?.tell('error', closed);
    await vi.advanceTimersByTimeAsync(5000);
    streams[1]?.tell('open', 1);
    expect(onBack).toHaveBeenCalledTimes(2);
  });

  it('says so when the first one could not be opened at once', async () => {
    const { streams, refuseFor, onBack } = following(async () => true);
    await refuseFor(5000);
    await vi.advanceTimersByTimeAsync(5000);
    streams.at(-1)?.tell('open', 1);
    expect(onBack).toHaveBeenCalledTimes(1);
  });

  it('is asked for again when nobody could say whether one is signed in', async () => {
    let isDown = true;
    const { refuseFor } = following(async () => (isDown ? Promise.reject(new Error('down')) : true));
    expect(await refuseFor(minuteMs)).toBe(0);
    isDown = false;
    expect(await refuseFor(minuteMs)).toBeGreaterThan(0);
  });

  it('is not opened by an answer that comes after one has left', async () => {
    let answer: ((isSignedIn: boolean) => void) | undefined;
    const { streams, refuseFor, stop } = following(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await refuseFor(minuteMs);
    stop();
    answer?.(true);
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect(streams).toHaveLength(1);
    expect(streams[0]?.close).toHaveBeenCalled();
  });

  it('is held by pages in sight only, and what changed meanwhile is asked for when one is looked at again', async () => {
    const { turn, openNow, streams, onBack, stop } = following(async () => true);
    streams[0]?.tell('open', 1);
    await turn(false);
    expect(openNow()).toBe(0);
    await vi.advanceTimersByTimeAsync(10 * minuteMs);
    expect([streams.length, onBack.mock.calls.length]).toEqual([1, 0]);
    await turn(true);
    await turn(true);
    expect([streams.length, openNow()]).toEqual([2, 1]);
    streams[1]?.tell('open', 1);
    expect(onBack.mock.calls).toEqual([[{ unseen: true, lost: false }]]);
    stop();
    await turn(false);
    await turn(true);
    expect(openNow()).toBe(0);
  });

  it('is not opened by a page that comes up behind another before it is looked at', async () => {
    const { turn, openNow, streams, onBack } = following(async () => true, { isSeenAtFirst: false });
    expect(streams).toHaveLength(0);
    await turn(true);
    expect(openNow()).toBe(1);
    streams[0]?.tell('open', 1);
    expect(onBack).toHaveBeenCalledTimes(1);
  });

  it('is opened once by whoever looks at the page again while it was to be opened anew', async () => {
    const { turn, refuseFor, streams, openNow } = following(async () => true);
    await refuseFor(2000);
    await turn(false);
    await turn(true);
    streams.at(-1)?.tell('open', 1);
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect([streams.length, openNow()]).toEqual([2, 1]);
  });

  it('is not opened by a page that is looked at again after the session has ended', async () => {
    const { turn, refuseFor, streams } = following(async () => false);
    await refuseFor(minuteMs);
    await turn(false);
    await turn(true);
    expect(streams).toHaveLength(1);
  });

  it('is not opened, and the session asked for once, by a page whose session has ended while nobody looked', async () => {
    const session = { isThere: true };
    const { turn, streams, asked, openNow, onBack } = following(async () => session.isThere);
    streams[0]?.tell('open', 1);
    await turn(false);
    session.isThere = false;
    await turn(true);
    await turn(false);
    await turn(true);
    await vi.advanceTimersByTimeAsync(10 * minuteMs);
    expect([streams.length, openNow(), asked.mock.calls.length, onBack.mock.calls.length]).toEqual([1, 0, 1, 0]);
  });

  it('that cannot be had keeps nobody who looks again from what is new, once a look', async () => {
    const { turn, streams, refuseFor, onBack } = following(async () => true);
    streams[0]?.tell('open', 1);
    for (const look of [1, 2]) {
      await turn(false);
      await turn(true);
      await refuseFor(3 * minuteMs);
      expect(onBack.mock.calls).toEqual(Array(look).fill([{ unseen: true, lost: false }]));
    }
  });

  it('is opened for the last look only, where each asks for the session', async () => {
    const answers: ((isSignedIn: boolean) => void)[] = [];
    const { turn, openNow, streams } = following(() => new Promise((resolve) => answers.push(resolve)));
    for (const seen of [false, true, false, true]) await turn(seen);
    for (const answer of answers) answer(true);
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect([answers.length, streams.length, openNow()]).toEqual([2, 2, 1]);
  });

  it('tells a service that was away from a page that was not looked at', async () => {
    let isDown = false;
    const isSignedIn = async () => (isDown ? Promise.reject(new Error('down')) : true);
    const { turn, streams, connections, onBack } = following(isSignedIn);
    streams[0]?.tell('open', 1);
    streams[0]?.tell('error', connecting);
    await turn(false);
    await turn(true);
    streams.at(-1)?.tell('open', 1);
    expect(onBack.mock.calls).toEqual([[{ unseen: true, lost: true }]]);
    await turn(false);
    isDown = true;
    await turn(true);
    expect(connections.at(-1)).toBe('lost');
    isDown = false;
    await vi.advanceTimersByTimeAsync(minuteMs);
    streams.at(-1)?.tell('open', 1);
    expect(onBack.mock.calls.slice(1)).toEqual([[{ unseen: true, lost: true }]]);
  });
});
