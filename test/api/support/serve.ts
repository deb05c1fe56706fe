import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { onTestFinished, vi } from 'vitest';
import { type AppParts, createApp } from '../../../service/api/app.ts';
import { createOpenSignIn } from '../../../service/api/sign-in/open-sign-in.ts';
import type { Classifier } from '../../../service/classify/classifier.ts';
import { createMetrics } from '../../../service/telemetry/metrics.ts';
import { calibration, fakeClassifier, routerParts, scoresOf } from '../../support/fixtures.ts';

export const sure = () => fakeClassifier(() => scoresOf([0.9375, 0.0625, 0]));

export interface Answer {
  status: number;
  type: string;
  text: string;
  headers: Headers;
  json: () => unknown;
}

export type Given = Partial<AppParts> & { classifier?: Classifier };

/** The real application on a free port; what stands behind it is replaced. */
export async function serve({ classifier, ...parts }: Given = {}) {
  const logged: string[] = [];
  const publishTicket = vi.fn<AppParts['publishTicket']>(async () => undefined);
  const correctionStored = vi.fn();
  const app = createApp({
    router: routerParts(classifier ?? sure()),
    calibration,
    maxTokens: 256,
    policyText: async () => '',
    policyPath: 'taxonomy/policy.yaml',
    nearestTickets: async () => [],
    publishTicket,
    store: null,
    correctionStored,
    onChanged: null,
    signIn: createOpenSignIn(),
    isReady: () => true,
    http: { rateLimitPerMinute: 100_000, trustProxy: undefined },
    consoleFolder: '/nowhere',
    metrics: createMetrics(),
    log: pino(
      new Writable({
        write: (chunk, _encoding, done) => {
          logged.push(String(chunk));
          done();
        },
      }),
    ),
    ...parts,
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(stop);
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const request = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetch(`${base}${path}`, init);
    const text = await response.text();
    const { status, headers } = response;
    return { status, type: headers.get('content-type') ?? '', text, headers, json: () => JSON.parse(text) };
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    request(path, {
      method: 'POST',
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  return { app, base, request, post, publishTicket, correctionStored, logged, stop };
}
