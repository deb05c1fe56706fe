import kafkajs, { type Consumer, type PartitionAssigner } from 'kafkajs';
import { expect, onTestFinished, test } from 'vitest';
import { createOwnedPartitions } from '../../service/kafka/owned-partitions.ts';
import { type KafkaSetup, setUpKafka } from '../support/kafka-setup.ts';
import { until } from '../support/until.ts';

const { AssignerProtocol } = kafkajs;
const nothing = async () => undefined;

/** Gives all to one member, when it may; while that does not know its id, before it has joined, to nobody. */
function allToOne(owner: () => string, mayAssign: () => Promise<unknown>): PartitionAssigner {
  return () => ({
    name: 'all-to-one',
    version: 1,
    protocol: ({ topics }) => ({
      name: 'all-to-one',
      metadata: AssignerProtocol.MemberMetadata.encode({ version: 1, topics, userData: Buffer.alloc(0) }),
    }),
    assign: async ({ members, topics }) => {
      await mayAssign();
      return members.map(({ memberId }) => {
        const assignment = Object.fromEntries(topics.map((topic) => [topic, memberId === owner() ? [0] : []]));
        return {
          memberId,
          memberAssignment: AssignerProtocol.MemberAssignment.encode({
            version: 1,
            assignment,
            userData: Buffer.alloc(0),
          }),
        };
      });
    },
  });
}

/** A member of a group whose first member leads it and is given everything. */
function createMember({ client, groupPrefix, topics }: KafkaSetup) {
  const counts = { joins: 0, assignments: 0 };
  let ownId = '';
  let mayAssign: () => Promise<unknown> = nothing;
  const consumer: Consumer = client('test').consumer({
    groupId: `${groupPrefix}-test`,
    heartbeatInterval: 100,
    maxWaitTimeInMs: 100,
    partitionAssigners: [
      allToOne(
        () => ownId,
        () => mayAssign(),
      ),
    ],
  });
  onTestFinished(() => consumer.disconnect());
  return {
    consumer,
    counts,
    holdAssignments: (given: () => Promise<unknown>) => {
      mayAssign = given;
    },
    async join() {
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        ownId = payload.memberId;
        counts.joins += 1;
      });
      consumer.on(consumer.events.REQUEST, ({ payload }) => {
        if (payload.apiName === 'SyncGroup') counts.assignments += 1;
      });
      await consumer.connect();
      await consumer.subscribe({ topics: [topics.inbound], fromBeginning: true });
      await consumer.run({ autoCommit: false, eachBatch: nothing });
      await until('it has joined', () => counts.joins > 0); // `run` may come back before, while there is no coordinator yet
    },
  };
}

/** The leader of a group, which has claimed its partition and settled what lies before 5. */
async function owning() {
  const kafka = await setUpKafka({ partitions: 1 });
  const leader = createMember(kafka);
  const group = `${kafka.groupPrefix}-test`;
  const owned = createOwnedPartitions(
    { consumer: leader.consumer, inHand: new Map() },
    { groupId: group, topic: kafka.topics.inbound, createClient: kafka.client, partitionCounts: new Map() },
  );
  onTestFinished(() => owned.dropAll());
  await leader.join();
  await (await owned.ownerOf(0, nothing))?.publish([], 5n);
  expect(owned.lastPlaceOf(0)).toEqual({ position: 5n, note: '' });
  return { kafka, leader, owned };
}

test('when another member joins and the partition stays, then it is known how far this member was', async () => {
  const { kafka, leader, owned } = await owning();
  await createMember(kafka).join();
  await until('all have joined anew', () => leader.counts.joins === 2);
  expect(owned.lastPlaceOf(0)).toEqual({ position: 5n, note: '' });
});

test('when a generation passes without this member being told its part, then others may have owned, and nothing is known', async () => {
  const { kafka, leader, owned } = await owning();
  let isAssigning = false;
  let assign: () => void = () => undefined;
  const mayAssign = new Promise<void>((resolve) => (assign = resolve));
  leader.holdAssignments(() => {
    isAssigning = true;
    return mayAssign;
  });
  const second = createMember(kafka);
  const joined = [second.join()];
  await until('the leader is to assign', () => isAssigning);
  joined.push(createMember(kafka).join());
  await until('the next generation has begun before', () => second.counts.assignments > 0);
  assign();
  await Promise.all(joined);
  await until('it is over', () => leader.counts.joins === 2);
  expect(leader.counts.assignments).toBeGreaterThan(2); // else nothing was missed
  expect(owned.lastPlaceOf(0)).toBeUndefined();
});
