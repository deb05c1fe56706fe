import type { Config } from '../config.ts';
import { applyRetention } from '../review/store/forget.ts';
import { retentionAt } from '../review/store/retention.ts';
import { openOwnStore } from './open-own-store.ts';

/** Deletes now what the reviewer role would delete once a day. */
export async function retention({ review }: Config): Promise<void> {
  const { textDays, decisionDays } = review.retention;
  const store = await openOwnStore(review);
  try {
    const { texts, decisions } = await applyRetention(store.db, retentionAt(new Date(), review.retention));
    process.stdout.write(
      `${texts} texts older than ${textDays} days and ${decisions} decisions older than ${decisionDays} days deleted.\n`,
    );
  } finally {
    await store.close();
  }
}
