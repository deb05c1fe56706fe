/** What a record and each of its headers cost beside their bytes, generously. */
const framingBytes = 64;

/** What is sent together at most; every topic that is written has to take as much. */
export const mostSentBytes = 512 * 1024;

/**
 * The least that a reader with slow work takes of a partition at once. A broker gives a batch that is larger only to whoever reads
 * nothing else beside it, so behind partitions that always have something such a batch would wait for ever.
 */
export const smallestReadBytes = 64 * 1024;

/**
 * kafkajs writes what one send() carries for a partition as one record batch, and the broker's limit (1 MiB by default) is on
 * the batch. So what is sent together is bounded; a message that is larger by itself goes alone.
 * @returns the messages in order, divided
 */
export function boundedSends<T extends BoundedMessage>(messages: readonly T[], mostBytes = mostSentBytes): T[][] {
  const sends: T[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const own = sizeOf(message);
    if (bytes + own > mostBytes) {
      sends.push([]);
      bytes = 0;
    }
    sends.at(-1)?.push(message);
    bytes += own;
  }
  return sends;
}

type HeaderValue = Buffer | string | (Buffer | string)[] | undefined;

export interface BoundedMessage {
  key: Buffer | string | null;
  value: Buffer | null;
  headers?: Record<string, HeaderValue>;
}

function sizeOf({ key, value, headers = {} }: BoundedMessage): number {
  const ofHeaders = Object.entries(headers).reduce((sum, [name, header]) => {
    const values = Array.isArray(header) ? header : [header ?? ''];
    return (
      sum + values.reduce((bytes, one) => bytes + framingBytes + Buffer.byteLength(name) + Buffer.byteLength(one), 0)
    );
  }, 0);
  return framingBytes + Buffer.byteLength(key ?? '') + (value?.length ?? 0) + ofHeaders;
}
