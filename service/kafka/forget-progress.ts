import type { Kafka } from 'kafkajs';
import { SignalboxError } from '../errors.ts';

const nobodyThere = ['Empty', 'Dead'];

/**
 * Makes a consumer group begin anew at its next start.
 * @throws SignalboxError SERVICE_RUNNING while it has members, which would go on from where they are
 */
export async function forgetProgress(kafka: Kafka, groupId: string): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { groups } = await admin.describeGroups([groupId]);
    const [group] = groups;
    if (group && !nobodyThere.includes(group.state)) {
      throw new SignalboxError(
        'SERVICE_RUNNING',
        `${group.members.length} processes read the topics as ${groupId} (${group.state})`,
        {
          remedy: 'stop every process with the role reviewer first; one that crashed is a member for ten seconds more',
        },
      );
    }
    if (group?.state === 'Empty') await admin.deleteGroups([groupId]);
  } finally {
    await admin.disconnect();
  }
}
