import type { Admin } from 'kafkajs';
import { SignalboxError } from '../errors.ts';
import type { CreateClient } from './connect.ts';

export interface GroupOnTopic {
  groupId: string;
  topic: string;
  createClient: CreateClient;
}

/** A partition whose next message has been deleted, as retention does: what there is begins at `offset`. */
export interface Overtaken {
  partition: number;
  offset: bigint;
  settledBefore: bigint;
}

/**
 * Looks whether each place that the group has reached lies in its log, before anything is read: a read out of range makes kafkajs
 * overwrite the place, and what was kept beside it, and begin at the log's beginning.
 * @throws SignalboxError TOPIC_CUT_SHORT when a place lies beyond the end, or was overwritten already; what the broker answers
 */
export async function findOvertaken(group: GroupOnTopic, partitions: readonly number[]): Promise<Overtaken[]> {
  return withAdmin(group, async (admin) => {
    // In this order: a place only grows, so an end that was looked at later lies behind it.
    const [offsets] = await admin.fetchOffsets({ groupId: group.groupId, topics: [group.topic] });
    const settled = new Map(offsets?.partitions.map(({ partition, offset }) => [partition, offset]));
    const logs = new Map((await admin.fetchTopicOffsets(group.topic)).map((log) => [log.partition, log]));
    return partitions.flatMap((partition) => {
      const settledBefore = placeFrom(settled.get(partition), { ...group, partition });
      const log = logs.get(partition);
      if (settledBefore === null || !log) return [];
      if (settledBefore > BigInt(log.high)) throw cutShort(group, partition, settledBefore, log.high);
      const offset = BigInt(log.low);
      return settledBefore < offset ? [{ partition, offset, settledBefore }] : [];
    });
  });
}

/**
 * A batch may have waited while the former owner went on with what came later. But a place that the log does not have is out of
 * range for every read, which then begins anew at the beginning: seeking it would go on for ever, or until others are passed over.
 * @throws SignalboxError TOPIC_CUT_SHORT
 */
export async function assertInLog(group: GroupOnTopic, partition: number, place: bigint): Promise<void> {
  await withAdmin(group, async (admin) => {
    const end = (await admin.fetchTopicOffsets(group.topic)).find((found) => found.partition === partition)?.high;
    if (end !== undefined && place > BigInt(end)) throw cutShort(group, partition, place, end);
  });
}

/**
 * The offset that a group has committed; null: none, it is new. The protocol says -1 then. Anything below is what kafkajs writes over
 * a place that was out of range: reading from the beginning would decide a second time all that is retained.
 * @throws SignalboxError TOPIC_CUT_SHORT
 */
export function placeFrom(
  committed: string | undefined,
  { groupId, topic, partition }: { groupId: string; topic: string; partition: number },
): bigint | null {
  const place = BigInt(committed ?? '-1');
  if (place >= 0n) return place;
  if (place === -1n) return null;
  throw new SignalboxError(
    'TOPIC_CUT_SHORT',
    `${groupId} has lost its place in ${topic}/${partition}, which was out of range, and has ${place} in its stead`,
    {
      remedy: `stop all of the group, find how far it got (source.offset of the latest routing events tells how far routers were), and go on behind it, or with --to-earliest decide all that is retained once more: ${resetCommand(groupId, topic, partition)}`,
    },
  );
}

function cutShort({ groupId, topic }: GroupOnTopic, partition: number, place: bigint, end: string): SignalboxError {
  return new SignalboxError(
    'TOPIC_CUT_SHORT',
    `${topic}/${partition} ends at ${end}, and ${groupId} has settled all before ${place}: the broker has lost messages`,
    {
      remedy: `stop all of the group before the log grows beyond that, find the first message that came after the loss, and go on there: ${resetCommand(groupId, topic, partition)}`,
    },
  );
}

const resetCommand = (groupId: string, topic: string, partition: number) =>
  `kafka-consumer-groups --bootstrap-server BROKER --group ${groupId} --topic ${topic}:${partition} --reset-offsets --to-offset OFFSET --execute`;

async function withAdmin<T>({ groupId, createClient }: GroupOnTopic, look: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = createClient(`${groupId}-admin`).admin();
  try {
    await admin.connect();
    return await look(admin);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
