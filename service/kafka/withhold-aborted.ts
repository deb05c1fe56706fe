import { createRequire } from 'node:module';

interface FetchedMessage {
  offset: string;
  key: Buffer | null;
  isControlRecord?: boolean;
  /** Missing on messages in the format from before transactions. */
  batchContext?: { producerId: string; inTransaction: boolean };
}

/** One partition of an answer to Fetch, as kafkajs decodes it. */
export interface FetchedPartition {
  /** In the order in which they ended; null for a reader that takes uncommitted messages too. */
  abortedTransactions: { producerId: string; firstOffset: string }[] | null;
  messages: FetchedMessage[];
}

interface FetchResponse {
  decode: (bytes: Buffer) => Promise<{ responses: { partitions: FetchedPartition[] }[] }>;
}

const require = createRequire(import.meta.url);
/** Those that know transactions and that kafkajs asks with. */
const fetchVersions = [4, 5, 6, 7, 8, 9, 10, 11];
/** Of the key of a control record, behind its version: https://kafka.apache.org/protocol, ControlRecordType. */
const abortType = 0;
let isDone = false;

/**
 * kafkajs leaves out messages of aborted transactions by a rule that holds for one transaction at a time: of those that
 * overlap in a partition it hands some over, and takes a message whose key is four zero bytes for the end of one. So
 * its answers to Fetch are gone through before it sees them.
 */
export function withholdAborted(): void {
  if (isDone) return;
  isDone = true;
  for (const version of fetchVersions) {
    const response: FetchResponse = require(`kafkajs/src/protocol/requests/fetch/v${version}/response`);
    const { decode } = response;
    response.decode = async (bytes) => {
      const answer = await decode(bytes);
      for (const { partitions } of answer.responses) partitions.forEach(hideAborted);
      return answer;
    };
  }
}

/**
 * Makes control records of the messages of aborted transactions: kafkajs hands over none of these, but counts their
 * offsets as read. By the rule of Kafka's own client: a transaction ends at the next abort marker of its producer.
 */
export function hideAborted(partition: FetchedPartition): void {
  const ahead = (partition.abortedTransactions ?? [])
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: BigInt(firstOffset) }))
    .sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  if (ahead.length === 0) return;
  const aborted = new Set<string>();
  let begun = 0;
  for (const message of partition.messages) {
    const offset = BigInt(message.offset);
    // A fetch may begin behind the first message of several.
    for (let next = ahead[begun]; next && next.firstOffset <= offset; next = ahead[++begun])
      aborted.add(next.producerId);
    const { producerId, inTransaction } = message.batchContext ?? { producerId: '', inTransaction: false };
    if (message.isControlRecord) {
      if (isAbort(message.key)) aborted.delete(producerId);
    } else if (inTransaction && aborted.has(producerId)) {
      message.isControlRecord = true;
    }
  }
  partition.abortedTransactions = [];
}

function isAbort(key: Buffer | null): boolean {
  return key !== null && key.length >= 4 && key.readInt16BE(2) === abortType;
}
