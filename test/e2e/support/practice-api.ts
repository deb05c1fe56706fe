import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { createApp } from '../../../service/api/app.ts';
import { createOpenSignIn } from '../../../service/api/sign-in/open-sign-in.ts';
import type { ModelText, Scores } from '../../../service/classify/classifier.ts';
import type { Taxonomy } from '../../../service/contracts/taxonomy.ts';
import { loadTaxonomy } from '../../../service/load-taxonomy.ts';
import { projectRoot } from '../../../service/project-root.ts';
import { openStore } from '../../../service/review/store/open-store.ts';
import { createMetrics } from '../../../service/telemetry/metrics.ts';
import { fakeClassifier, routerParts, scoresOf } from '../../support/fixtures.ts';
import { recordPracticeMonth } from './practice-month.ts';

/** The console and the real API over a practice month, without Kafka and with a model that counts words. */
export async function startPracticeApi({ port = 0, tickets = 4000 } = {}): Promise<{
  url: string;
  close: () => Promise<void>;
}> {
  const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
  const taxonomy = await loadTaxonomy(join(projectRoot, 'taxonomy/taxonomy.yaml'));
  const store = await openStore({});
  await recordPracticeMonth(store.db, taxonomy, { now: new Date(), tickets });
  const router = routerParts(fakeClassifier(wordCounter(taxonomy)));
  const thresholds = taxonomy.codes.map(() => 0.955);
  const app = createApp({
    router: { ...router, taxonomy, policy: { ...router.policy, thresholds }, clock: () => new Date() },
    calibration: JSON.parse(read('model/calibration.json')),
    maxTokens: 256,
    policyText: async () => read('taxonomy/policy.yaml'),
    policyPath: 'taxonomy/policy.yaml',
    nearestTickets: async () => [],
    publishTicket: async () => undefined,
    store: () => store.db,
    correctionStored: () => undefined,
    onChanged: null,
    signIn: createOpenSignIn(),
    isReady: () => true,
    http: { rateLimitPerMinute: 100_000, trustProxy: undefined },
    consoleFolder: join(projectRoot, 'dist/console'),
    metrics: createMetrics(),
    log: pino({ level: 'error' }),
  });
  const server = app.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await store.close();
    },
  };
}

/** Probable is the category in whose definition most words of the text occur: enough to explain a choice by its words. */
function wordCounter(taxonomy: Taxonomy): (text: ModelText) => Scores {
  const wordsOf = (text: string) => new Set(text.toLowerCase().match(/\p{L}{4,}/gu));
  const known = taxonomy.categories.map(({ name, definition, includes }) =>
    wordsOf([name, definition, ...includes].join(' ')),
  );
  return (text) => {
    const asked = [...wordsOf(JSON.stringify(text))];
    const weights = known.map((words) => Math.exp(asked.filter((word) => words.has(word)).length));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return scoresOf(
      weights.map((weight) => weight / sum),
      0.05,
    );
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await startPracticeApi({ port: Number(process.argv[2] ?? 8080) });
  console.log(`practice API at ${url}/`);
}
