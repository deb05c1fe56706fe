import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { emptyStorePath, storeSettings } from './empty-store.ts';

// A step of the build: once for each version of PGlite.
if (!existsSync(emptyStorePath)) {
  const database = await PGlite.create('memory://', { initDbStartParams: storeSettings });
  await database.query('checkpoint'); // what is packed need not be recovered from its log
  const packed = await database.dumpDataDir('gzip');
  const unfinished = `${emptyStorePath}.${process.pid}`; // two builds at once do not write into one file
  await writeFile(unfinished, Buffer.from(await packed.arrayBuffer()));
  await rename(unfinished, emptyStorePath);
  await database.close();
}
