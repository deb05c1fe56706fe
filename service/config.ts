import { isIP } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { SignalboxError } from './errors.ts';
import { projectRoot } from './project-root.ts';

export const roles = ['router', 'escalator', 'reviewer', 'api'] as const;
export type Role = (typeof roles)[number];

/**
 * @param list as in `--roles router,api`
 * @throws SignalboxError CONFIG_INVALID that names what is no role
 */
export function parseRoles(list: string): Role[] {
  const chosen = list.split(',').map((role) => role.trim());
  const unknown = chosen.filter((role) => !roles.includes(role as Role));
  if (unknown.length > 0) {
    throw new SignalboxError('CONFIG_INVALID', `--roles has ${unknown.map((r) => `"${r}"`).join(', ')}`, {
      remedy: `choose from ${roles.join(', ')}`,
    });
  }
  return chosen as Role[];
}

const text = z.string().trim().min(1);
const amount = z.coerce.number({ error: 'is not a number' });
const wholeNumber = (least: number, most: number) =>
  amount.int('must be a whole number').min(least, `must be at least ${least}`).max(most, `must be at most ${most}`);
const share = amount.min(0, 'must be from 0 to 1').max(1, 'must be from 0 to 1');
const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
  .transform((v) => v === 'true' || v === '1');
const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });
const lacks = (...parts: ('username' | 'password' | 'search' | 'hash')[]) => {
  return (address: string) => !URL.canParse(address) || parts.every((part) => new URL(address)[part] === '');
};
/** fetch takes no address with a password in it. */
const endpointUrl = url.refine(
  lacks('username', 'password'),
  'must be without user and password; the token goes into HF_TOKEN',
);
/** Paths are put behind it. */
const baseUrl = url.refine(lacks('username', 'password', 'search', 'hash'));
/** It is sent as a header. */
const bearerToken = text.regex(/^[\x21-\x7e]+$/, 'has a space or a character that no token has: was it copied whole?');
// The connection string of libpq; its query may name host and certificates.
const databaseUrl = text.refine(
  (address) => /^postgres(?:ql)?:\/\//.test(address) && URL.canParse(address),
  'must be postgres://USER:PASSWORD@HOST:PORT/DATABASE, special characters in the password percent-encoded',
);
const hostAndPort = /^(?:[^\s,:]+|\[[^\]]+\]):(\d{1,5})$/;
const isHostAndPort = (broker: string) => Number(hostAndPort.exec(broker)?.[1] ?? 65_536) <= 65_535;
/** As Express takes them; it knows no range of all addresses, and an IPv4 within an IPv6 address only as `::ffff:1.2.3.4`. */
const isTrustedProxy = (proxy: string) => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(proxy)) return true;
  const [, address = '', length] = /^([^/%]*)(?:\/(\d{1,3}))?$/.exec(proxy) ?? [];
  const version = isIP(address);
  if (version === 0 || (version === 6 && /\./.test(address) && !/^::ffff:[\d.]+$/i.test(address))) return false;
  return length === undefined || (Number(length) >= 1 && Number(length) <= (version === 4 ? 32 : 128));
};
const trustedProxies = text.refine(
  (given) => /^\d+$/.test(given) || given.split(',').every((proxy) => isTrustedProxy(proxy.trim())),
  'must be the number of proxies, or a list separated by commas of IP addresses, ranges such as 10.0.0.0/8, loopback, linklocal and uniquelocal',
);
const topicName = text.regex(/^[a-zA-Z0-9._-]{1,249}$/, 'is not a Kafka topic name');

/** Every variable of the environment that Signalbox reads; `.env.example` lists them with one line each. */
const environmentSchema = z.object({
  KAFKA_BROKERS: text
    .transform((list) => list.split(',').map((broker) => broker.trim()))
    .refine((list) => list.every(isHostAndPort), 'must be HOST:PORT, several separated by commas')
    .optional(),
  KAFKA_SSL: flag.default(false),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'], { error: 'must be plain, scram-sha-256 or scram-sha-512' })
    .optional(),
  KAFKA_SASL_USERNAME: text.optional(),
  KAFKA_SASL_PASSWORD: text.optional(),
  KAFKA_TOPIC_INBOUND: topicName.default('tickets.inbound'),
  KAFKA_TOPIC_ROUTED: topicName.default('tickets.routed'),
  KAFKA_TOPIC_ESCALATED: topicName.default('tickets.escalated'),
  KAFKA_TOPIC_REJECTED: topicName.default('tickets.rejected'),
  KAFKA_TOPIC_CORRECTIONS: topicName.default('tickets.corrections'),
  KAFKA_TOPIC_PARTITIONS: wholeNumber(1, 1000).default(6),
  KAFKA_GROUP_PREFIX: topicName.default('signalbox'),
  KAFKA_STALL_SECONDS: wholeNumber(60, 3600).default(120),
  STOP_SECONDS: wholeNumber(5, 3600).default(10),
  SIGNALBOX_TAXONOMY: text.default(join(projectRoot, 'taxonomy/taxonomy.yaml')),
  SIGNALBOX_POLICY: text.optional(),
  SIGNALBOX_MODEL: text.default(join(projectRoot, 'model')),
  CLASSIFIER: z.enum(['onnx', 'remote'], { error: 'must be onnx or remote' }).default('onnx'),
  CLASSIFIER_URL: endpointUrl.optional(),
  CLASSIFIER_WORKERS: wholeNumber(1, 64).optional(),
  HF_TOKEN: bearerToken.optional(),
  FRONTIER_PROVIDER: text.optional(),
  FRONTIER_MODEL: text.optional(),
  FRONTIER_URL: z
    .union([baseUrl, text.regex(/^replay:./)], {
      error:
        'must be an http(s) URL without user, password, query or fragment (the token goes into FRONTIER_TOKEN), or replay:FOLDER',
    })
    .optional(),
  FRONTIER_TOKEN: bearerToken.optional(),
  FRONTIER_DAILY_BUDGET_USD: amount.nonnegative('must be 0 or more').optional(),
  FRONTIER_CONCURRENCY: wholeNumber(1, 1000).default(16),
  FRONTIER_RECORD_DIR: text.optional(),
  DATA_DIR: text.default('.data'),
  DATABASE_URL: databaseUrl.optional(),
  REVIEW_AUDIT_RATE: share.default(0.02),
  RETENTION_TEXT_DAYS: wholeNumber(1, 36_500).default(90),
  RETENTION_DECISION_DAYS: wholeNumber(1, 36_500).default(400),
  HTTP_HOST: text.default('127.0.0.1'),
  HTTP_PORT: wholeNumber(0, 65535).default(8080),
  HEALTH_PORT: wholeNumber(0, 65535).optional(),
  HTTP_RATE_LIMIT_PER_MINUTE: wholeNumber(1, 1_000_000).default(600),
  HTTP_TRUST_PROXY: trustedProxies.optional(),
  AUTH_API_KEYS_FILE: text.optional(),
  AUTH_OIDC_ISSUER: url.optional(),
  AUTH_OIDC_AUDIENCE: text.optional(),
  AUTH_OIDC_ROLES_CLAIM: text.default('roles'),
  AUTH_OIDC_JWKS_URL: url.optional(),
  AUTH_SESSION_SECRET: z.string().trim().min(32, 'must have at least 32 characters').optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be one of trace, debug, info, warn, error, fatal, silent',
    })
    .default('info'),
});

/** Names of the variables, for the test that keeps `.env.example` complete. */
export const environmentVariables = Object.keys(environmentSchema.shape);

/** Topic names by what they carry. */
export interface Topics {
  inbound: string;
  routed: string;
  escalated: string;
  rejected: string;
  corrections: string;
}

export interface KafkaSettings {
  /** Empty: a local broker is started. */
  brokers: string[];
  ssl: boolean;
  sasl: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string } | undefined;
  topics: Topics;
  partitions: number;
  groupPrefix: string;
  /** A batch in hand without a commit, or no reading at all, for this long: the process exits, for a supervisor to restart it. */
  stallSeconds: number;
}

/** A server with one model takes any name. */
export const unnamedModel = 'default';

/** A prompted model that is asked about tickets that the fine-tuned model is unsure of. */
export interface FrontierSettings {
  endpoint: { kind: 'provider'; provider: string } | { kind: 'url'; url: string } | { kind: 'replay'; folder: string };
  model: string;
  token: string | undefined;
  /** Of the whole installation, a day of UTC; undefined: no limit. */
  dailyBudgetUsd: number | undefined;
  /** Tickets in this process that are asked about at the same time. */
  concurrency: number;
  /** Where every exchange is written, for `replay:FOLDER`. */
  recordFolder: string | undefined;
}

/** Who may use the API, and how they show who they are. */
export type SignInSettings =
  | { kind: 'open' }
  | { kind: 'api_key'; file: string; sessionSecret: string | undefined }
  | {
      kind: 'oidc';
      issuer: string;
      audience: string;
      rolesClaim: string;
      jwksUrl: string | undefined;
      sessionSecret: string | undefined;
    };

/** The analysts' store and what is kept in it. */
export interface ReviewSettings {
  /** PostgreSQL. Undefined: embedded, in `folder`. */
  databaseUrl: string | undefined;
  folder: string;
  /** Share of the auto-routed tickets that a person is to look at. */
  auditRate: number;
  /** Days that masked texts and notes are kept, and decisions with all that belongs to them. */
  retention: { textDays: number; decisionDays: number };
}

export interface Config {
  kafka: KafkaSettings;
  taxonomyPath: string;
  /** `isOptional`: nobody named it, so that it may be absent, and the released values hold. */
  policy: { path: string; isOptional: boolean };
  modelPath: string;
  classifier:
    | { kind: 'onnx'; workers: number | undefined }
    | { kind: 'remote'; url: string; token: string | undefined };
  /** Null: nobody is asked. */
  frontier: FrontierSettings | null;
  dataDir: string;
  review: ReviewSettings;
  http: {
    host: string;
    port: number;
    /** Of a process without the role api; undefined: it has no HTTP. */
    healthPort: number | undefined;
    rateLimitPerMinute: number;
    trustProxy: string | undefined;
  };
  /** Null: others can reach the address, and nothing says who they are; the API does not start then. */
  signIn: SignInSettings | null;
  logLevel: string;
  /** How long a stop may take before it is cut short. */
  stopSeconds: number;
}

/**
 * The one reader of the environment. Empty variables count as absent, as `docker compose` passes them.
 * @param overrides variables that win over the environment, as options of the command line do
 * @throws SignalboxError CONFIG_INVALID that lists every wrong variable at once
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env, overrides: NodeJS.ProcessEnv = {}): Config {
  const present = Object.fromEntries(
    Object.entries({ ...environment, ...definedOnly(overrides) }).filter(
      ([, value]) => value !== undefined && value.trim() !== '',
    ),
  );
  const parsed = environmentSchema.safeParse(present);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(
        (issue) => `${issue.path.join('.')}: ${issue.message} (found ${quote(present, issue.path[0])})`,
      );
  problems.push(...conflicts(present));
  if (!parsed.success || problems.length > 0) {
    throw new SignalboxError(
      'CONFIG_INVALID',
      `the environment is wrong:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
      {
        remedy: 'correct these variables; .env.example explains each of them',
      },
    );
  }
  const env = parsed.data;
  return {
    kafka: {
      brokers: env.KAFKA_BROKERS ?? [],
      ssl: env.KAFKA_SSL,
      sasl:
        env.KAFKA_SASL_MECHANISM && env.KAFKA_SASL_USERNAME && env.KAFKA_SASL_PASSWORD
          ? {
              mechanism: env.KAFKA_SASL_MECHANISM,
              username: env.KAFKA_SASL_USERNAME,
              password: env.KAFKA_SASL_PASSWORD,
            }
          : undefined,
      topics: {
        inbound: env.KAFKA_TOPIC_INBOUND,
        routed: env.KAFKA_TOPIC_ROUTED,
        escalated: env.KAFKA_TOPIC_ESCALATED,
        rejected: env.KAFKA_TOPIC_REJECTED,
        corrections: env.KAFKA_TOPIC_CORRECTIONS,
      },
      partitions: env.KAFKA_TOPIC_PARTITIONS,
      groupPrefix: env.KAFKA_GROUP_PREFIX,
      stallSeconds: env.KAFKA_STALL_SECONDS,
    },
    taxonomyPath: resolve(env.SIGNALBOX_TAXONOMY),
    // A policy names categories, so it belongs to its taxonomy.
    policy: env.SIGNALBOX_POLICY
      ? { path: resolve(env.SIGNALBOX_POLICY), isOptional: false }
      : { path: join(dirname(resolve(env.SIGNALBOX_TAXONOMY)), 'policy.yaml'), isOptional: true },
    modelPath: resolve(env.SIGNALBOX_MODEL),
    classifier:
      env.CLASSIFIER === 'remote'
        ? { kind: 'remote', url: env.CLASSIFIER_URL ?? '', token: env.HF_TOKEN }
        : { kind: 'onnx', workers: env.CLASSIFIER_WORKERS },
    frontier: frontierSettings(env),
    dataDir: resolve(env.DATA_DIR),
    review: {
      databaseUrl: env.DATABASE_URL,
      folder: join(resolve(env.DATA_DIR), 'store'),
      auditRate: env.REVIEW_AUDIT_RATE,
      retention: { textDays: env.RETENTION_TEXT_DAYS, decisionDays: env.RETENTION_DECISION_DAYS },
    },
    http: {
      host: env.HTTP_HOST,
      port: env.HTTP_PORT,
      healthPort: env.HEALTH_PORT,
      rateLimitPerMinute: env.HTTP_RATE_LIMIT_PER_MINUTE,
      trustProxy: env.HTTP_TRUST_PROXY,
    },
    signIn: signInSettings(env),
    logLevel: env.LOG_LEVEL,
    stopSeconds: env.STOP_SECONDS,
  };
}

function signInSettings(env: z.infer<typeof environmentSchema>): SignInSettings | null {
  const { AUTH_API_KEYS_FILE: file, AUTH_OIDC_ISSUER: issuer, AUTH_OIDC_AUDIENCE: audience } = env;
  const sessionSecret = env.AUTH_SESSION_SECRET;
  if (file) return { kind: 'api_key', file: resolve(file), sessionSecret };
  if (issuer && audience) {
    const { AUTH_OIDC_ROLES_CLAIM: rolesClaim, AUTH_OIDC_JWKS_URL: jwksUrl } = env;
    return { kind: 'oidc', issuer, audience, rolesClaim, jwksUrl, sessionSecret };
  }
  return isLoopback(env.HTTP_HOST) ? { kind: 'open' } : null;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function frontierSettings(env: z.infer<typeof environmentSchema>): FrontierSettings | null {
  const { FRONTIER_URL: address, FRONTIER_PROVIDER: provider, FRONTIER_MODEL: model } = env;
  const endpoint = address?.startsWith('replay:')
    ? { kind: 'replay' as const, folder: resolve(address.slice('replay:'.length)) }
    : address
      ? { kind: 'url' as const, url: address }
      : provider
        ? { kind: 'provider' as const, provider }
        : undefined;
  if (!endpoint) return null;
  return {
    endpoint,
    model: model ?? unnamedModel,
    token: env.FRONTIER_TOKEN ?? (endpoint.kind === 'provider' ? env.HF_TOKEN : undefined),
    dailyBudgetUsd: env.FRONTIER_DAILY_BUDGET_USD,
    concurrency: env.FRONTIER_CONCURRENCY,
    recordFolder: env.FRONTIER_RECORD_DIR && resolve(env.FRONTIER_RECORD_DIR),
  };
}

/** Variables that are each right and together wrong. */
function conflicts(env: NodeJS.ProcessEnv): string[] {
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
    .map(([name, schema]) => [name, env[name]?.trim() ?? schema.safeParse(undefined).data] as const);
  for (const [i, [name, topic]] of topics.entries()) {
    const twin = topics.slice(0, i).find(([, other]) => other === topic);
    if (twin) problems.push(`${name}: the same topic as ${twin[0]} (${String(topic)}); each needs its own`);
  }
  return problems;
}

function definedOnly(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}

/** Secrets never reach a message. */
function quote(env: NodeJS.ProcessEnv, name: PropertyKey | undefined): string {
  const value = env[String(name)];
  if (value === undefined) return 'nothing';
  if (/PASSWORD|TOKEN|SECRET|DATABASE_URL/.test(String(name)) || /@|:\/\/.*[?#]/.test(value))
    return 'a value that is not shown';
  return JSON.stringify(value.slice(0, 80));
}
