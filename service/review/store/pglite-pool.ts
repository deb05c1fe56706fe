import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { EmbeddedDatabase } from './pglite-thread.ts';

/**
 * PGlite in the shape of a node-postgres pool. It has one connection, so whoever takes it holds up the others until it is
 * released; otherwise the statements of two transactions would mix.
 */
export function poolOfOne(database: EmbeddedDatabase): PostgresPool {
  let lastReleased = Promise.resolve();

  async function connect(): Promise<PostgresPoolClient> {
    const before = lastReleased;
    let release = () => {};
    lastReleased = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return {
      query: async (statement: unknown, parameters?: readonly unknown[]) => {
        if (typeof statement !== 'string') throw new TypeError('PGlite has no cursors');
        const result = await database.query(statement, parameters ?? []);
        return { command: commandOf(statement), rowCount: affectedBy(result), rows: result.rows };
      },
      release: () => release(),
    } as PostgresPoolClient;
  }

  return { connect, end: () => database.close() };
}

function affectedBy({ affectedRows, rows }: { affectedRows?: number | undefined; rows: unknown[] }): number {
  return rows.length > 0 ? rows.length : (affectedRows ?? 0);
}

/** Kysely reads the number of changed rows only after these. */
const commands = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'] as const;

function commandOf(statement: string): (typeof commands)[number] | 'SELECT' {
  const word = /\b(insert|update|delete|merge|select)\b/i.exec(statement)?.[1]?.toUpperCase();
  return commands.find((command) => command === word) ?? 'SELECT';
}
