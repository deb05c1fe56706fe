import type { GroupConsumer } from './group-consumer.ts';
import { placeOf } from './group-consumer.ts';
import { assertHasPartition, PartitionProducer, type PartitionProducerParts } from './partition-producer.ts';
import type { GroupOnTopic, Place } from './places-in-log.ts';

export interface OwnedPartitionsOptions extends GroupOnTopic, PartitionProducerParts {
  /** See `ExactlyOnceOptions`. */
  outputs?: readonly string[];
}

/** What a member of a group owns of a topic: a producer for each partition that it has claimed since it joined. */
export interface OwnedPartitions {
  /** Claims it, unless that is done. @returns undefined when the group is joined anew meanwhile @throws what the broker answers */
  ownerOf(partition: number, heartbeat: () => Promise<void>): Promise<PartitionProducer | undefined>;
  /** Whether the last join gave it to this member. */
  isAssigned(partition: number): boolean;
  /** Whether it still is: a join ends it. */
  isOwner(partition: number, producer: PartitionProducer): boolean;
  /** How far this member was, where nobody else can have owned the partition since. */
  lastPlaceOf(partition: number): Place | undefined;
  /** Its next batch claims it anew; nothing where another producer has it by now. */
  disown(partition: number, producer: PartitionProducer): void;
  dropAll(): Promise<void>;
}

/** To be made before whatever else listens to joins, so that no place is asked for that a join has ended. */
export function createOwnedPartitions(
  { consumer, inHand }: Pick<GroupConsumer, 'consumer' | 'inHand'>,
  options: OwnedPartitionsOptions,
): OwnedPartitions {
  const { groupId, topic, outputs = [], partitionCounts } = options;
  const producers = new Map<number, PartitionProducer>();
  /** The last producer of each partition that nobody else can have owned since, whether or not it is still in use. */
  let lastOwners = new Map<number, PartitionProducer>();
  let assigned: readonly number[] = [];
  let memberId = '';
  let attempts = 0; // to join, since the join before

  // kafkajs does not tell of a generation that ended before this member was given its part, or whose part got lost on the way. Others may
  // have been given theirs, and with it what this member had owned.
  consumer.on(consumer.events.REQUEST, ({ payload }) => {
    if (payload.apiName === 'JoinGroup') attempts += 1;
  });
  consumer.on(consumer.events.REQUEST_TIMEOUT, ({ payload }) => {
    if (payload.apiName === 'JoinGroup') attempts += 1;
  });

  // Every join may have moved partitions, so every partition is claimed anew. With several brokers a batch may still be in
  // hand: it closes its own producer at its end.
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    for (const [partition, producer] of producers) if (!inHand.has(placeOf(topic, partition))) void producer.close();
    producers.clear();
    assigned = payload.memberAssignment[topic] ?? [];
    const isSameMember = payload.memberId === memberId; // one that was expelled gets another id, and others have owned meanwhile
    const knowsAll = isSameMember && attempts <= 1;
    lastOwners = new Map([...lastOwners].filter(([partition]) => knowsAll && assigned.includes(partition)));
    memberId = payload.memberId;
    attempts = 0;
  });

  const isOwner = (partition: number, producer: PartitionProducer) => producers.get(partition) === producer;

  return {
    async ownerOf(partition, heartbeat) {
      const known = producers.get(partition);
      if (known) return known;
      for (const output of outputs) assertHasPartition(output, partition, partitionCounts);
      await heartbeat(); // throws when this member has been expelled: then it must not fence the rightful owner
      const owners = lastOwners; // those of another membership are of no use to this one
      const claimed = await PartitionProducer.claim(
        { groupId, topic, partition },
        options,
        owners.get(partition)?.place,
      );
      if (owners !== lastOwners) {
        await claimed.close(); // a later join must not go by what was known before this claim
        return undefined;
      }
      owners.set(partition, claimed);
      producers.set(partition, claimed);
      return claimed;
    },
    isAssigned: (partition) => assigned.includes(partition),
    isOwner,
    lastPlaceOf: (partition) => lastOwners.get(partition)?.place,
    disown: (partition, producer) => {
      if (isOwner(partition, producer)) producers.delete(partition);
    },
    dropAll: async () => {
      const all = [...producers.values()];
      producers.clear();
      await Promise.all(all.map((producer) => producer.close()));
    },
  };
}
