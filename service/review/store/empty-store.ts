import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../project-root.ts';

/** PGlite's file, for whoever loads it in another thread. */
export const pglitePath = createRequire(import.meta.url).resolve('@electric-sql/pglite');

const { version } = JSON.parse(readFileSync(join(dirname(pglitePath), '../package.json'), 'utf8')) as {
  version: string;
};

/**
 * A new database, packed at the build: PGlite takes seconds and half a gigabyte to make one, and the first start of a service would
 * decide how much memory its container needs. Where it is missing, or of another PGlite, the database is made on the spot.
 */
export const emptyStorePath = join(projectRoot, 'dist', `empty-store-${version}.tar.gz`);

/**
 * PGlite takes all of `shared_buffers` at once, 128 MB of it unless told otherwise, though it has one connection and pages that it
 * does not hold come from the operating system's cache. Over 100,000 decisions the report is no slower with this.
 */
export const storeSettings = ['-c', 'shared_buffers=16MB'];
