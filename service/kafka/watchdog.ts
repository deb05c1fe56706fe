/**
 * Watches that a consumer goes on: kafkajs consumers can stop without telling. Reading counts as progress even when
 * there is nothing to read; so a silent watchdog means either work or rest, and its bark means neither.
 */
export function createWatchdog(stallSeconds: number, onStall: () => void): { progress: () => void; stop: () => void } {
  let lastProgress = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - lastProgress > stallSeconds * 1000) {
      clearInterval(timer);
      onStall();
    }
  }, 1_000);
  timer.unref();
  return {
    progress: () => {
      lastProgress = performance.now();
    },
    stop: () => clearInterval(timer),
  };
}
