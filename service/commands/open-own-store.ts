import type { ReviewSettings } from '../config.ts';
import { SignalboxError } from '../errors.ts';
import { StoreInUseError } from '../review/store/lock-folder.ts';
import { inspectFolder, openStore, type Store } from '../review/store/open-store.ts';

/**
 * The store for a command. An embedded one is never created by it, and nobody else may have it open.
 * @throws SignalboxError INPUT_INVALID, SERVICE_RUNNING, STORE_…
 */
export async function openOwnStore({ databaseUrl, folder }: ReviewSettings): Promise<Store> {
  if (!databaseUrl && (await inspectFolder(folder)) === 'empty') {
    throw new SignalboxError('INPUT_INVALID', `there is no store in ${folder}`, {
      remedy: 'set DATA_DIR or DATABASE_URL as for the service',
    });
  }
  try {
    return await openStore({ databaseUrl, folder });
  } catch (error) {
    if (!(error instanceof StoreInUseError)) throw error;
    throw new SignalboxError('SERVICE_RUNNING', error.message, {
      cause: error,
      remedy:
        'stop the service first: the embedded store serves one process (PostgreSQL, by DATABASE_URL, serves many)',
    });
  }
}
