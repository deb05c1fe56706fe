import type { Config } from '../config.ts';
import { describeStore } from '../review/store/describe-store.ts';

/**
 * All that a demo would touch beside what is its own, by name: whoever has a cluster's settings in the shell may not think of
 * them when a demo is started.
 * @returns null when broker, store and model are its own
 */
export function describeWhereDemoWrites(config: Config, tickets: number): string | null {
  const effects = [...ofCluster(config, tickets), ...ofStore(config), ...ofClassifier(config), ...ofFrontier(config)];
  if (effects.length === 0) return null;
  const unset = variablesOf(config).map((name) => `-u ${name}`);
  return [
    'warning: by the settings in the environment this demo',
    ...effects.map((effect) => `  - ${effect}`),
    `  → to keep it to itself: Ctrl-C, then env ${unset.join(' ')} npm run demo`,
  ].join('\n');
}

function ofCluster({ kafka }: Config, tickets: number): string[] {
  if (kafka.brokers.length === 0) return [];
  const { inbound, routed, escalated, rejected, corrections } = kafka.topics;
  const groups = ['router', 'escalator', 'reviewer'].map((role) => `${kafka.groupPrefix}-${role}`);
  return [
    `writes into the Kafka cluster at ${kafka.brokers.join(', ')}: ${tickets} invented tickets to ${inbound}, what becomes of them to ${listed([routed, escalated, rejected])}, verdicts of a simulated helpdesk to ${corrections}; topics that are missing are created`,
    `joins the groups ${listed(groups)} there: it decides what else lies on ${inbound}, and services of these groups decide some of its tickets`,
  ];
}

function ofStore({ review }: Config): string[] {
  return review.databaseUrl ? [`keeps all of it in the analysts' store: ${describeStore(review)}`] : [];
}

function ofClassifier({ classifier }: Config): string[] {
  if (classifier.kind !== 'remote') return [];
  return [`has its tickets classified by ${new URL(classifier.url).host}, at its price`];
}

function ofFrontier({ frontier }: Config): string[] {
  if (!frontier || frontier.endpoint.kind === 'replay') return [];
  const { endpoint, model } = frontier;
  const place = endpoint.kind === 'url' ? endpoint.url : endpoint.provider;
  return [`asks ${model} of ${place} about tickets that the model is unsure of, at its price`];
}

/** Those that a demo of one's own must not have; some are refused without the others. */
function variablesOf({ kafka, review, classifier, frontier }: Config): string[] {
  return [
    ...(kafka.brokers.length > 0 ? ['KAFKA_BROKERS'] : []),
    ...(kafka.ssl ? ['KAFKA_SSL'] : []),
    ...(kafka.sasl ? ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] : []),
    ...(review.databaseUrl ? ['DATABASE_URL'] : []),
    ...(classifier.kind === 'remote' ? ['CLASSIFIER'] : []),
    ...(frontier
      ? [frontier.endpoint.kind === 'provider' ? 'FRONTIER_PROVIDER' : 'FRONTIER_URL', 'FRONTIER_MODEL']
      : []),
  ];
}

const listed = (names: readonly string[]) => `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
