import type { Admin } from 'kafkajs';
import { SignalboxError } from '../errors.ts';
import type { CreateClient } from './connect.ts';

export interface GroupOnTopic {
  groupId: string;
  topic: string;
  createClient: CreateClient;
}

/** How far an owner of a partition got, and what it kept beside that. */
export interface Place {
  position: bigint;
  note: string;
}

/** Where reading goes on: behind `settledBefore` where retention has deleted what came next. */
export interface PlaceInLog {
  topic: string;
  partition: number;
  offset: bigint;
  settledBefore: bigint;
}

/** A partition's log from `low` to before `high`, and what the group has committed in it: -1 nothing, below what kafkajs wrote over it. */
export interface LookedAt {
  topic: string;
  partition: number;
  committed: bigint;
  low: bigint;
  high: bigint;
}

/** By topic, as kafkajs tells of it. */
export type Assigned = Readonly<Record<string, readonly number[]>>;

const nothingCommitted = -1n;
export const isOverwritten = (committed: bigint): boolean => committed < nothingCommitted;

/**
 * The logs and places of those partitions that are there.
 * @throws what the broker answers
 */
export async function lookAtPlaces(group: Omit<GroupOnTopic, 'topic'>, assigned: Assigned): Promise<LookedAt[]> {
  const topics = Object.keys(assigned).filter((topic) => assigned[topic]?.length);
  if (topics.length === 0) return [];
  return withAdmin(group, async (admin) => {
    // In this order: a place only grows, so an end that was looked at later lies behind it.
    const committed = await admin.fetchOffsets({ groupId: group.groupId, topics });
    const looked: LookedAt[] = [];
    for (const topic of topics) {
      const places = new Map(committed.find((found) => found.topic === topic)?.partitions.map((p) => [p.partition, p]));
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
        if (!assigned[topic]?.includes(partition)) continue;
        const place = BigInt(places.get(partition)?.offset ?? nothingCommitted);
        looked.push({ topic, partition, committed: place, low: BigInt(low), high: BigInt(high) });
      }
    }
    return looked;
  });
}

/**
 * Looks whether each place that the group has reached lies in its log, before anything is read: a read out of range makes kafkajs
 * overwrite the place, and what was kept beside it, and begin at the log's beginning.
 * @param last what this member knows of places that the broker may not tell yet, or that kafkajs wrote over while it read
 * @returns none for partitions in which nothing was ever committed
 * @throws SignalboxError TOPIC_CUT_SHORT when a place lies beyond the end, or was overwritten already; what the broker answers
 */
export async function findPlaces(
  group: GroupOnTopic,
  partitions: readonly number[],
  last: (partition: number) => Place | undefined = () => undefined,
): Promise<PlaceInLog[]> {
  const looked = await lookAtPlaces(group, { [group.topic]: partitions });
  return looked.flatMap(({ topic, partition, committed, low, high }) => {
    if (committed === nothingCommitted) return [];
    const known = last(partition)?.position;
    // Whether a place in the log may stand in for one that was overwritten is seen at the claim, when no commit is under way any more.
    const place = placeFrom(known !== undefined && known > committed ? known : committed, { ...group, partition });
    if (place === null) return [];
    if (place > high) throw cutShort(group, partition, place, high);
    const isOvertaken = place < low;
    return [{ topic, partition, offset: isOvertaken ? low : place, settledBefore: place }];
  });
}

/**
 * Where a partition that has just been claimed stands: no commit of a former owner is under way any more.
 * @param last how far this member was, where it knows that nobody else has owned the partition since
 * @returns null: nothing was ever committed
 * @throws SignalboxError TOPIC_CUT_SHORT
 */
export async function claimedPlace(
  admin: Admin,
  owned: { groupId: string; topic: string; partition: number },
  last: Place | undefined,
): Promise<(Place & { isCommitted: boolean }) | null> {
  const [offsets] = await admin.fetchOffsets({ groupId: owned.groupId, topics: [owned.topic] });
  const found = offsets?.partitions.find(({ partition }) => partition === owned.partition);
  const committed = BigInt(found?.offset ?? nothingCommitted);
  if (last && isOverwritten(committed)) {
    const log = (await admin.fetchTopicOffsets(owned.topic)).find(({ partition }) => partition === owned.partition);
    // Then retention has overtaken it. One that lies in the log was overwritten because the broker had lost messages.
    if (log && last.position < BigInt(log.low)) return { ...last, isCommitted: false };
  }
  const position = placeFrom(committed, owned);
  if (position === null) return null;
  if (last && last.position > position) return { ...last, isCommitted: false };
  return { position, note: found?.metadata ?? '', isCommitted: true };
}

/**
 * A batch may have waited while the former owner went on with what came later. But a place that the log does not have is out of
 * range for every read, which then begins anew at the beginning: seeking it would go on for ever, or until others are passed over.
 * @throws SignalboxError TOPIC_CUT_SHORT
 */
export async function assertInLog(group: GroupOnTopic, partition: number, place: bigint): Promise<void> {
  await withAdmin(group, async (admin) => {
    const end = (await admin.fetchTopicOffsets(group.topic)).find((found) => found.partition === partition)?.high;
    if (end !== undefined && place > BigInt(end)) throw cutShort(group, partition, place, BigInt(end));
  });
}

/**
 * The offset that a group has committed; null: none, it is new. The protocol says -1 then. Anything below is what kafkajs writes over
 * a place that was out of range: reading from the beginning would decide a second time all that is retained.
 * @throws SignalboxError TOPIC_CUT_SHORT
 */
function placeFrom(
  place: bigint,
  { groupId, topic, partition }: { groupId: string; topic: string; partition: number },
): bigint | null {
  if (place === nothingCommitted) return null;
  if (!isOverwritten(place)) return place;
  throw new SignalboxError(
    'TOPIC_CUT_SHORT',
    `${groupId} has lost its place in ${topic}/${partition}, which was out of range, and has ${place} in its stead`,
    {
      remedy: `stop all of the group, find how far it got (source.offset of the latest routing events tells how far routers were), and go on behind it, or with --to-earliest decide all that is retained once more: ${resetCommand(groupId, topic, partition)}`,
    },
  );
}

function cutShort({ groupId, topic }: GroupOnTopic, partition: number, place: bigint, end: bigint): SignalboxError {
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

async function withAdmin<T>(
  { groupId, createClient }: Pick<GroupOnTopic, 'groupId' | 'createClient'>,
  look: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = createClient(`${groupId}-admin`).admin();
  try {
    await admin.connect();
    return await look(admin);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
