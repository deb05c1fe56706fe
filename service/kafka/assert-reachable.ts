import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { SignalboxError } from '../errors.ts';
import { type Cluster, createKafka } from './connect.ts';

export interface Patience {
  /** How long it is tried again while no broker answers: one may be starting. */
  patienceMs?: number;
  /** Told once, of the first time, when it is tried again. */
  onUnanswered?: (error: SignalboxError) => void;
}

const pauseMs = 500;
/** An address that swallows what is sent to it keeps nobody longer, and the brokers after it get their turn. */
const connectWithinMs = 5_000;
/** Somebody waits for the answer: no broker is lost for a moment this long without all the others. */
const usualPatienceMs = 1_500;

/** @throws SignalboxError BROKER_UNREACHABLE that names the brokers and the likely cause */
export async function assertReachable(
  cluster: Cluster,
  log: Logger,
  { patienceMs = usualPatienceMs, onUnanswered = () => undefined }: Patience = {},
): Promise<void> {
  const untilMs = performance.now() + patienceMs;
  for (let isFirst = true; ; isFirst = false) {
    const cause = await failureOf(cluster, log.child({}, { level: 'silent' }));
    if (cause === undefined) return;
    const error = unreachable(cluster, cause);
    if (refusalOf(String(cause)) !== undefined || performance.now() >= untilMs) throw error;
    if (isFirst) onUnanswered(error);
    await wait(pauseMs);
  }
}

/** Each broker is tried once, one after the other. */
async function failureOf(cluster: Cluster, log: Logger): Promise<unknown> {
  const retry = { initialRetryTime: 50, maxRetryTime: 50, retries: cluster.brokers.length - 1 };
  const admin = createKafka(cluster, 'signalbox-check', log, { retry, connectWithinMs }).admin();
  try {
    await admin.connect();
    await admin.describeCluster();
    return undefined;
  } catch (cause) {
    return cause;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

function unreachable({ brokers }: Cluster, cause: unknown): SignalboxError {
  return new SignalboxError(
    'BROKER_UNREACHABLE',
    `no Kafka broker answers at ${brokers.join(', ')}: ${String(cause)}`,
    {
      cause,
      remedy:
        refusalOf(String(cause)) ??
        'check KAFKA_BROKERS, and whether the cluster wants KAFKA_SSL=true; leave KAFKA_BROKERS empty for a local broker',
    },
  );
}

/** What to do where a broker is there and will not have us, however long it is waited; undefined: nothing of the kind. */
function refusalOf(cause: string): string | undefined {
  // Nobody was reached; the names of hosts in the rest of it say nothing.
  if (/\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)\b/.test(cause)) return undefined;
  if (/self.signed|unable to (?:verify|get)/i.test(cause))
    return 'name the authority that signed the certificate: NODE_EXTRA_CA_CERTS=FILE.pem';
  if (/certificate/i.test(cause)) return 'the certificate is refused: check its names, its dates and KAFKA_BROKERS';
  if (/SASL|authenticat/i.test(cause))
    return 'the login is refused: check KAFKA_SASL_MECHANISM, _USERNAME and _PASSWORD';
  return undefined;
}
