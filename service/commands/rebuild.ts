import type { Config } from '../config.ts';
import { createKafka } from '../kafka/connect.ts';
import { forgetProgress } from '../kafka/forget-progress.ts';
import { heldSince } from '../kafka/held-since.ts';
import { reachCluster } from '../kafka/reach-cluster.ts';
import { reviewerGroup } from '../kafka/run-reviewer.ts';
import { type Cleared, clearProjection } from '../review/store/forget.ts';
import { createLog } from '../telemetry/log.ts';
import { openOwnStore } from './open-own-store.ts';

/** Takes out of the store what the topics still hold, so that the reviewer reads all of them again at its next start. */
export async function rebuild({ kafka, dataDir, review }: Config): Promise<void> {
  const store = await openOwnStore(review);
  try {
    const log = createLog('error', 2);
    const { cluster, release } = await reachCluster(kafka, dataDir, log);
    try {
      // Progress first: to read twice is harmless, to have nothing left to read is not.
      const client = createKafka(cluster, 'signalbox-rebuild', log);
      const held = await heldSince(client, kafka.topics, new Date());
      await forgetProgress(client, reviewerGroup(kafka.groupPrefix));
      process.stdout.write(`${describeCleared(await clearProjection(store.db, held))}\n`);
    } finally {
      await release();
    }
  } finally {
    await store.close();
  }
}

export function describeCleared({ gone, left }: Cleared): string {
  const old = left.texts + left.decisions;
  return [
    `Taken out of the store: ${counted(gone.texts, 'text')} and ${counted(gone.decisions, 'decision')}, which the topics surely hold.`,
    ...(old === 0
      ? []
      : [
          `Left in it: ${counted(left.texts, 'text')} and ${counted(left.decisions, 'decision')}, of a time of which the topics may have deleted some already; what they still hold of it is read again and changes nothing.`,
        ]),
    ...(left.corrections === 0
      ? []
      : [`Left as well: ${counted(left.corrections, 'correction')}, which are people's words.`]),
    'Start the role reviewer: it reads all topics from their beginning.',
  ].join('\n');
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
