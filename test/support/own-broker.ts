import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useLocalBroker } from '../../service/kafka/local-broker/local-broker.ts';
import { createLog } from '../../service/telemetry/log.ts';
import { undoneAtEnd } from './undone-at-end.ts';

export interface OwnBroker {
  address: string;
  /** For what services keep: a store is open in one process only, and the one of this folder is not that of `npm start`. */
  dataDir: string;
  /** Stops the broker and removes the folder. */
  stop(): Promise<void>;
}

/** A broker and a data folder of one run alone, gone afterwards, also when it is interrupted. */
export async function startOwnBroker(purpose: string): Promise<OwnBroker> {
  const dataDir = await mkdtemp(join(tmpdir(), `signalbox-${purpose}-`));
  const starting = useLocalBroker(dataDir, createLog('error', 2));
  const stop = undoneAtEnd(async () => {
    const broker = await starting.catch(() => null);
    await broker?.release();
    await rm(dataDir, { recursive: true, force: true });
  });
  try {
    const { address } = await starting;
    return { address, dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
