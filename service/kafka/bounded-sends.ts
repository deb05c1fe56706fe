/** What a message adds to a record batch beside key and value: record framing and headers, generously. */
const overheadBytes = 1024;

/**
 * kafkajs writes what one send() carries for a partition as one record batch, and the broker's limit (1 MiB by default) is on
 * the batch. So what is sent together is bounded; a message that is larger by itself goes alone.
 * @returns the messages in order, divided
 */
export function boundedSends<T extends { key: Buffer | string | null; value: Buffer | null }>(
  messages: readonly T[],
  mostBytes = 512 * 1024,
): T[][] {
  const sends: T[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const own = (message.key?.length ?? 0) + (message.value?.length ?? 0) + overheadBytes;
    if (bytes + own > mostBytes) {
      sends.push([]);
      bytes = 0;
    }
    sends.at(-1)?.push(message);
    bytes += own;
  }
  return sends;
}
