import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../project-root.ts';
import {
  bearerToken,
  brokers,
  databaseUrl,
  endpointUrl,
  flag,
  frontierUrl,
  groupPrefix,
  issuerUrl,
  jwksUrl,
  nonNegative,
  ownHost,
  share,
  text,
  topicName,
  trustedProxies,
  wholeNumber,
} from './forms-of-values.ts';

/** Every variable of the environment that Signalbox reads; `.env.example` lists them with one line each. */
export const environmentSchema = z.object({
  KAFKA_BROKERS: brokers.optional(),
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
  KAFKA_GROUP_PREFIX: groupPrefix.default('signalbox'),
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
  FRONTIER_URL: frontierUrl.optional(),
  FRONTIER_TOKEN: bearerToken.optional(),
  FRONTIER_DAILY_BUDGET_USD: nonNegative.optional(),
  FRONTIER_CONCURRENCY: wholeNumber(1, 1000).default(16),
  FRONTIER_RECORD_DIR: text.optional(),
  DATA_DIR: text.default('.data'),
  DATABASE_URL: databaseUrl.optional(),
  REVIEW_AUDIT_RATE: share.default(0.02),
  RETENTION_TEXT_DAYS: wholeNumber(1, 36_500).default(90),
  RETENTION_DECISION_DAYS: wholeNumber(1, 36_500).default(400),
  HTTP_HOST: ownHost.default('127.0.0.1'),
  HTTP_PORT: wholeNumber(0, 65535).default(8080),
  HEALTH_PORT: wholeNumber(0, 65535).optional(),
  HTTP_RATE_LIMIT_PER_MINUTE: wholeNumber(1, 1_000_000).default(600),
  HTTP_TRUST_PROXY: trustedProxies.optional(),
  AUTH_API_KEYS_FILE: text.optional(),
  AUTH_OIDC_ISSUER: issuerUrl.optional(),
  AUTH_OIDC_AUDIENCE: text.optional(),
  AUTH_OIDC_ROLES_CLAIM: text.default('roles'),
  AUTH_OIDC_JWKS_URL: jwksUrl.optional(),
  AUTH_SESSION_SECRET: z.string().trim().min(32, 'must have at least 32 characters').optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be one of trace, debug, info, warn, error, fatal, silent',
    })
    .default('info'),
});

export type Environment = z.infer<typeof environmentSchema>;

/** Names of the variables, for the test that keeps `.env.example` complete. */
export const environmentVariables = Object.keys(environmentSchema.shape);
