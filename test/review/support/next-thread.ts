import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';

/** The next thread that this process starts; asked for before it is started. */
export async function nextThread(): Promise<Worker> {
  const [worker] = await once(process, 'worker');
  return worker as Worker;
}
