import type { Config } from '../config.ts';
import { createKafka } from '../kafka/connect.ts';
import { forgetProgress } from '../kafka/forget-progress.ts';
import { heldSince } from '../kafka/held-since.ts';
import { reachCluster } from '../kafka/reach-cluster.ts';
import { reviewerGroup } from '../kafka/run-reviewer.ts';
import { clearProjection } from '../review/store/forget.ts';
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
      await clearProjection(store.db, held);
    } finally {
      await release();
    }
    process.stdout.write(
      'What the topics surely hold is out of the store; start the role reviewer, and it reads all of them from their beginning.\n',
    );
  } finally {
    await store.close();
  }
}
