import { Worker } from 'node:worker_threads';
import { SignalboxError } from '../../errors.ts';
import { emptyStorePath, pglitePath, storeSettings } from './empty-store.ts';

/** What comes of a statement; `affectedRows` as PGlite counts it. */
export interface StatementResult {
  rows: unknown[];
  affectedRows?: number | undefined;
}

export interface EmbeddedDatabase {
  query(statement: string, parameters: readonly unknown[]): Promise<StatementResult>;
  /** Settles when the thread has ended though nobody closed it, or its PostgreSQL broke off: nothing will be answered any more. */
  stopped: Promise<SignalboxError>;
  close(): Promise<void>;
}

interface Answer {
  id: number;
  result?: StatementResult;
  error?: { message: string; code?: string };
}

/** The thread's last word: by what its PostgreSQL was broken off. */
interface LastWord {
  brokenBy: string;
}

const linesKept = 5;

// Plain JavaScript in place of a file: compiled, by tsx and in tests it is the same. A new database is made in another folder,
// for a crash must not leave half of one.
const program = `
  const { chmodSync, existsSync, readFileSync, renameSync, rmdirSync, rmSync } = require('node:fs');
  const { join } = require('node:path');
  const { parentPort, workerData: { library, folder, settings, emptyStore } } = require('node:worker_threads');
  const { PGlite } = require(library);
  const startParams = [...PGlite.defaultStartParams, ...settings];
  const lastLines = []; // of what PostgreSQL has written to its log: there it says why it breaks off
  const onStderr = (line) => {
    lastLines.push(line);
    if (lastLines.length > ${linesKept}) lastLines.shift();
  };

  function create(dataDir) {
    const from = existsSync(emptyStore) ? { loadDataDir: new Blob([readFileSync(emptyStore)]) } : {};
    return PGlite.create({ dataDir, startParams, initDbStartParams: settings, onStderr, ...from });
  }

  async function open() {
    if (folder === null) return create('memory://');
    if (!existsSync(join(folder, 'PG_VERSION'))) {
      const unfinished = folder + '.unfinished';
      rmSync(unfinished, { recursive: true, force: true });
      await (await create(unfinished)).close();
      chmodSync(unfinished, 0o700); // as PostgreSQL wants its own: PGlite lets everybody write into its files
      if (existsSync(folder)) rmdirSync(folder); // throws unless it is empty: what somebody keeps there is never deleted
      renameSync(unfinished, folder);
    }
    return PGlite.create({ dataDir: folder, startParams, onStderr });
  }

  // PGlite catches what breaks its PostgreSQL off midway and goes on: statements after that answer with nothing, as if they had been
  // done, or never. Its ordinary errors leave with one status; after anything else the thread ends before it can answer.
  function endWhenBroken(database) {
    const { Module, POSTGRES_MAIN_LONGJMP } = database;
    const isOrdinary = (error) => error?.status === POSTGRES_MAIN_LONGJMP;
    watch('_PostgresMainLoopOnce', isOrdinary);
    // These run after an error or at the end of a message: nothing catches what they throw, an ordinary error neither.
    for (const name of ['_PostgresMainLongJmp', '_PostgresSendReadyForQueryIfNecessary', '_pgl_pq_flush']) watch(name, () => false);
    return database;

    function watch(name, mayThrow) {
      const run = Module[name];
      Module[name] = () => {
        try {
          return run();
        } catch (error) {
          if (mayThrow(error)) throw error;
          const said = lastLines.length > 0 ? ' (' + lastLines.join(' | ') + ')' : '';
          parentPort.postMessage({ brokenBy: String(error?.message ?? error) + said });
          process.exit(1);
        }
      };
    }
  }

  const opening = open().then(endWhenBroken);
  opening.catch(() => {}); // told to whoever asks
  parentPort.on('message', async ({ id, statement, parameters }) => {
    try {
      const database = await opening;
      if (statement === null) {
        await database.close();
        parentPort.close();
      }
      const { rows, affectedRows } = statement === null ? { rows: [] } : await database.query(statement, parameters);
      parentPort.postMessage({ id, result: { rows, affectedRows } });
    } catch (error) {
      parentPort.postMessage({ id, error: { message: String(error?.message ?? error), code: error?.code } });
    }
  });
`;

/**
 * PGlite in a thread of its own: a statement is computing, and the process that routes must not stand still meanwhile.
 * @param folder absent: in memory
 * @param emptyStore what a new database is unpacked from; it is made on the spot where there is no such file
 */
export async function openEmbedded(
  folder: string | undefined,
  emptyStore: string = emptyStorePath,
): Promise<EmbeddedDatabase> {
  const workerData = { library: pglitePath, folder: folder ?? null, settings: storeSettings, emptyStore };
  const worker = new Worker(program, { eval: true, workerData });
  const waiting = new Map<number, { resolve: (result: StatementResult) => void; reject: (error: Error) => void }>();
  let nextId = 0;
  let end: SignalboxError | undefined;
  let isClosing = false;
  let tellStopped: (error: SignalboxError) => void = () => undefined;
  const stopped = new Promise<SignalboxError>((resolve) => (tellStopped = resolve));

  worker.on('message', (message: Answer | LastWord) => {
    if ('brokenBy' in message) return ended(new Error(message.brokenBy));
    const { id, result, error } = message;
    const asked = waiting.get(id);
    waiting.delete(id);
    if (result) asked?.resolve(result);
    else asked?.reject(Object.assign(new Error(error?.message), error?.code ? { code: error.code } : {}));
  });
  const ended = (cause?: unknown) => {
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    end ??= new SignalboxError('STORE_UNREACHABLE', `the embedded store has stopped${why}`, {
      cause,
      remedy: `start the service again; if it repeats, see whether ${folder ? `the disk of ${folder} is full or ` : ''}the machine is out of memory`,
    });
    for (const { reject } of waiting.values()) reject(end);
    waiting.clear();
    if (!isClosing) tellStopped(end);
  };
  worker.on('error', ended);
  worker.on('exit', () => ended());

  function ask(statement: string | null, parameters: readonly unknown[] = []): Promise<StatementResult> {
    if (end) return Promise.reject(end);
    return new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, statement, parameters });
    });
  }

  try {
    await ask('select 1');
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    query: ask,
    stopped,
    close: async () => {
      isClosing = true;
      await ask(null).catch(() => undefined);
      await worker.terminate();
    },
  };
}
