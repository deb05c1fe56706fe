import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type AppParts, createApp } from './api/app.ts';
import { createHealthApp } from './api/health.ts';
import { type Listening, listen } from './api/listen.ts';
import type { Config, SignInSettings } from './config.ts';
import { SignalboxError } from './errors.ts';
import { nearestTicketsOf } from './nearest-tickets.ts';
import { projectRoot } from './project-root.ts';
import type { Review } from './start-review.ts';
import type { Specialist } from './start-specialist.ts';

/** @throws SignalboxError CONFIG_INVALID when others can reach the API and nothing says who they are */
export function signInOf({ signIn, http }: Config): SignInSettings {
  if (signIn) return signIn;
  throw new SignalboxError(
    'CONFIG_INVALID',
    `HTTP_HOST=${http.host} can be reached from other machines, and nothing says who may use the API`,
    {
      remedy:
        'set AUTH_API_KEYS_FILE (a key: npx signalbox api-key NAME ROLE) or AUTH_OIDC_ISSUER and AUTH_OIDC_AUDIENCE, or start without the role api',
    },
  );
}

interface ApiParts extends Pick<AppParts, 'publishTicket' | 'signIn' | 'onChanged' | 'isReady' | 'metrics'> {
  specialist: Specialist;
  review: Review | null;
  clock: () => Date;
}

/** The console and all of the API, for the role api. @throws SignalboxError CONFIG_INVALID when the port cannot be had */
export function serveApi(config: Config, parts: ApiParts, log: Logger): Promise<Listening> {
  const { specialist, review, clock, ...given } = parts;
  const app = createApp({
    ...given,
    router: { ...specialist, clock, classifier: specialist.classifier.readers },
    // A curve of the released model would promise what another one need not keep.
    calibration: specialist.calibration ?? { ...specialist.released.calibration, riskCoverage: [] },
    maxTokens: specialist.released.manifest.maxTokens,
    policyText: () => policyText(config.policy),
    policyPath: config.policy.path,
    nearestTickets: nearestTicketsOf(specialist.released, log),
    store: review ? review.store : null,
    correctionStored: () => review?.wakeOutbox(),
    http: config.http,
    consoleFolder: join(projectRoot, 'dist/console'),
    log,
  });
  return listen(app, config.http);
}

/** Health and metrics alone, for a process without the role api. @returns null without a HEALTH_PORT that is free */
export async function serveHealth(
  { http }: Config,
  { isReady, metrics }: Pick<AppParts, 'isReady' | 'metrics'>,
  log: Logger,
): Promise<Listening | null> {
  if (http.healthPort === undefined) return null;
  const app = createHealthApp({ isReady, metrics, trustProxy: http.trustProxy });
  return listen(app, { ...http, port: http.healthPort }).catch((error) => goOnWithoutHealth(error, log));
}

/** As it lies there now: what a draft is put into. */
async function policyText({ path, isOptional }: Config['policy']): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isOptional && (error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** Routing needs no HTTP. */
function goOnWithoutHealth(error: unknown, log: Logger): null {
  if (!(error instanceof SignalboxError)) throw error;
  log.warn({ remedy: error.remedy }, `health and metrics of this process are not served: ${error.message}`);
  return null;
}
