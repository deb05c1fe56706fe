import kafkajs from 'kafkajs';

const { KafkaJSError } = kafkajs; // its CommonJS build hides this name from ESM imports

/** Another owner has claimed the partition. kafkajs would crash on the epoch error; this type makes it rejoin. */
export class FencedError extends KafkaJSError {
  readonly type = 'REBALANCE_IN_PROGRESS';
  constructor() {
    super('another member has claimed the partition');
  }
}

const rebalanceTypes = new Set([
  'REBALANCE_IN_PROGRESS',
  'NOT_COORDINATOR_FOR_GROUP',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
]);
const fencedTypes = new Set(['INVALID_PRODUCER_EPOCH', 'INVALID_PRODUCER_ID_MAPPING', 'INVALID_TXN_STATE']);
const producerFencedCode = 90; // kafkajs 2.2.4 has no name for it

/** The error by which kafkajs knows that the group is being joined anew; undefined when it is something else. */
export function rebalanceIn(error: unknown): { type?: unknown } | undefined {
  return causes(error).find(({ type }) => rebalanceTypes.has(String(type)));
}

/** Whether another producer has taken over the transactional id. */
export function isFenced(error: unknown): boolean {
  return causes(error).some(({ type, code }) => fencedTypes.has(String(type)) || code === producerFencedCode);
}

/**
 * Whether another try may do: a coordinator that loads its groups after a start or moves, a broker that is away. kafkajs marks each
 * error so, but gives up joining a group at most of them at once.
 */
export function isPassing(error: unknown): boolean {
  return causes(error).some(({ retriable }) => retriable === true);
}

function causes(error: unknown): { type?: unknown; code?: unknown; retriable?: unknown }[] {
  const found: { type?: unknown; code?: unknown; retriable?: unknown }[] = [];
  for (let e = error; e instanceof Error && found.length < 5; e = e.cause) found.push(e as (typeof found)[number]);
  return found;
}
