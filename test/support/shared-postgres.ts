import type { TestProject } from 'vitest/node';
import { startPostgres } from './local-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** One real PostgreSQL for all test files, each with databases of its own; or why there is none on this machine. */
    postgres: { url: string } | { missing: string };
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  try {
    const server = await startPostgres();
    project.provide('postgres', { url: server.url });
    return server.stop;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    project.provide('postgres', { missing: reason.split('\n')[0] ?? reason });
    return undefined;
  }
}
