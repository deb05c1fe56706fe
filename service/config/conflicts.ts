import { environmentSchema } from './environment.ts';
import { flag } from './forms-of-values.ts';

/** Variables that are each right and together wrong. */
export function conflicts(env: NodeJS.ProcessEnv): string[] {
  const problems: string[] = [];
  if (env.CLASSIFIER === 'remote' && !env.CLASSIFIER_URL) {
    problems.push('CLASSIFIER_URL: missing; CLASSIFIER=remote needs the URL of a text-classification endpoint');
  }
  const sasl = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'];
  const missing = sasl.filter((name) => !env[name]);
  if (missing.length > 0 && missing.length < sasl.length) {
    for (const name of missing) problems.push(`${name}: missing; the three KAFKA_SASL_* variables go together`);
  }
  if ((env.KAFKA_SASL_MECHANISM || flag.safeParse(env.KAFKA_SSL).data) && !env.KAFKA_BROKERS) {
    problems.push('KAFKA_BROKERS: missing; KAFKA_SSL and KAFKA_SASL_* say how to reach a cluster, but not which');
  }
  if (env.FRONTIER_PROVIDER && env.FRONTIER_URL) {
    problems.push('FRONTIER_PROVIDER: given beside FRONTIER_URL; name a provider or an address, not both');
  } else if (env.FRONTIER_PROVIDER && !env.FRONTIER_MODEL) {
    problems.push('FRONTIER_MODEL: missing; FRONTIER_PROVIDER serves many models');
  } else if (env.FRONTIER_MODEL && !env.FRONTIER_PROVIDER && !env.FRONTIER_URL) {
    problems.push('FRONTIER_PROVIDER: missing; FRONTIER_MODEL needs a provider, or FRONTIER_URL');
  }
  const oidc = ['AUTH_OIDC_ISSUER', 'AUTH_OIDC_AUDIENCE'];
  const absent = oidc.filter((name) => !env[name]);
  if (env.AUTH_API_KEYS_FILE && absent.length < oidc.length) {
    problems.push('AUTH_API_KEYS_FILE: given beside AUTH_OIDC_*; name one way to sign in, not two');
  } else if (absent.length === 1 || (absent.length === 2 && env.AUTH_OIDC_JWKS_URL)) {
    for (const name of absent) problems.push(`${name}: missing; AUTH_OIDC_ISSUER and AUTH_OIDC_AUDIENCE go together`);
  }
  const days = (name: 'RETENTION_TEXT_DAYS' | 'RETENTION_DECISION_DAYS') =>
    environmentSchema.shape[name].safeParse(env[name]).data ?? Number.NaN;
  if (days('RETENTION_TEXT_DAYS') > days('RETENTION_DECISION_DAYS')) {
    problems.push('RETENTION_TEXT_DAYS: more than RETENTION_DECISION_DAYS; a text is of no use without its decision');
  }
  const topics = Object.entries(environmentSchema.shape)
    .filter(([name]) => name.startsWith('KAFKA_TOPIC_') && name !== 'KAFKA_TOPIC_PARTITIONS')
    .map(([name, schema]) => [name, env[name]?.trim() ?? String(schema.safeParse(undefined).data)] as const);
  for (const [i, [name, topic]] of topics.entries()) {
    const twin = topics.slice(0, i).find(([, other]) => metricsName(other) === metricsName(topic));
    if (!twin) continue;
    problems.push(
      twin[1] === topic
        ? `${name}: the same topic as ${twin[0]} (${topic}); each needs its own`
        : `${name}: ${topic} collides with ${twin[1]} of ${twin[0]}, since Kafka takes "." and "_" for the same here; choose another name`,
    );
  }
  return problems;
}

/** Brokers name the metrics of a topic so, and create none whose metrics would be another's. */
const metricsName = (topic: string) => topic.replaceAll('_', '.');
