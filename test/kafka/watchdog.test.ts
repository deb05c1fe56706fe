import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createWatchdog, type Watchdog } from '../../service/kafka/watchdog.ts';

describe('the watchdog', () => {
  let watchdog: Watchdog;
  const onStall = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers();
    onStall.mockClear();
    watchdog = createWatchdog(60, onStall);
  });
  afterEach(() => {
    watchdog.stop();
    vi.useRealTimers();
  });

  const pass = (seconds: number, each: () => void = () => undefined) => {
    for (let second = 0; second < seconds; second++) {
      vi.advanceTimersByTime(1_000);
      each();
    }
  };

  test('when the consumer reads on, though there is nothing to read, then it is silent', () => {
    pass(600, watchdog.read);
    expect(onStall).not.toHaveBeenCalled();
  });

  test('when nothing is read any more, then it barks, once', () => {
    pass(59);
    expect(onStall).not.toHaveBeenCalled();
    pass(200);
    expect(onStall).toHaveBeenCalledTimes(1);
  });

  test('when one partition is stuck, then it barks, however busy the others are', () => {
    watchdog.worked('in/3');
    pass(100, () => {
      watchdog.read();
      watchdog.worked('in/0');
      watchdog.rested('in/0');
    });
    expect(onStall).toHaveBeenCalledTimes(1);
  });

  test('when a batch takes long but gets on, then it is silent, although nothing is read meanwhile', () => {
    pass(600, () => watchdog.worked('in/1'));
    watchdog.rested('in/1');
    pass(59);
    expect(onStall).not.toHaveBeenCalled();
  });
});
