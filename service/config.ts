import { dirname, join, resolve } from 'node:path';
import type { Environment } from './config/environment.ts';
import { misspeltVariables } from './config/misspelt-variables.ts';
import { readVariables } from './config/read-variables.ts';
import { SignalboxError } from './errors.ts';

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
  /** To be told at every start: variables that nobody reads, and that are probably misspelt. */
  cautions: string[];
  /** How long a stop may take before it is cut short. */
  stopSeconds: number;
}

/**
 * The one reader of the environment. Empty variables count as absent, as `docker compose` passes them.
 * @param overrides variables that win over the environment, as options of the command line do
 * @throws SignalboxError CONFIG_INVALID that lists every wrong variable at once
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env, overrides: NodeJS.ProcessEnv = {}): Config {
  const env = readVariables({ ...environment, ...definedOnly(overrides) });
  const misspelt = misspeltVariables(environment);
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
    cautions: misspelt.map(({ name, meant }) => `the variable ${name} is not read; did you mean ${meant}?`),
    stopSeconds: env.STOP_SECONDS,
  };
}

function signInSettings(env: Environment): SignInSettings | null {
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

function frontierSettings(env: Environment): FrontierSettings | null {
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

function definedOnly(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}
