const pending = new Set<() => Promise<void>>();

const signals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/**
 * What a bench starts it also takes down when it is interrupted, where no `finally` runs: the latest first, then the process ends.
 * @returns takes it down now; however often it is called, that is done once
 */
export function undoneAtEnd(undo: () => Promise<unknown>): () => Promise<void> {
  if (pending.size === 0) for (const signal of signals) process.on(signal, undoAll);
  let undoing: Promise<void> | undefined;
  const once = () => {
    undoing ??= undo()
      .then(() => undefined)
      .finally(() => forget(once));
    return undoing;
  };
  pending.add(once);
  return once;
}

function forget(undo: () => Promise<void>): void {
  pending.delete(undo);
  // Whoever has nothing to undo is interrupted as any other process is.
  if (pending.size === 0) for (const signal of signals) process.off(signal, undoAll);
}

async function undoAll(signal: NodeJS.Signals): Promise<void> {
  for (const each of signals) process.off(each, undoAll); // the next one ends it at once
  // Not a list made beforehand: what the run starts meanwhile is taken down as well.
  for (let undo = [...pending].at(-1); undo; undo = [...pending].at(-1))
    await undo().catch((error) => process.stderr.write(`${error}\n`));
  process.kill(process.pid, signal); // not exit(), which waits for workers inside native code and aborts
}
