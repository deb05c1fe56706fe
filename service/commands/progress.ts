export interface Progress {
  /** Takes the place of what was shown before. */
  show(text: string): void;
  /** Leaves nothing of it. */
  clear(): void;
}

/** One line that says how far a long run is, for whoever watches it in a terminal; nothing anywhere else. */
export function createProgress(
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY'> & { columns?: number } = process.stderr,
): Progress {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show: (text) => void stream.write(`\r\x1b[2K${text.slice(0, (stream.columns ?? 80) - 1)}`),
    clear: () => void stream.write('\r\x1b[2K'),
  };
}
