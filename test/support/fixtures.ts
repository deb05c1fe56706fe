import type { Classifier, ModelText, Scores } from '../../service/classify/classifier.ts';
import type { Calibration } from '../../service/contracts/model-manifest.ts';
import { policyFileSchema } from '../../service/contracts/policy.ts';
import type { NeedsReviewEvent, RoutedEvent } from '../../service/contracts/routing-event.ts';
import type { Policy } from '../../service/decide/policy.ts';
import { parseTaxonomy } from '../../service/load-taxonomy.ts';
import type { InboundMessage, RouterParts } from '../../service/route-tickets.ts';

/** Three categories: one with a route of its own, two as a plain list. */
export const taxonomy = parseTaxonomy(
  `
version: 2.1.0
categories:
  - code: PAY
    name: Payments
    route: { queue: money-in, priority: P2, firstResponseMinutes: 60, team: Money, skills: [cards] }
  - { code: ACCESS, name: Sign-in }
  - { code: TERMINAL, name: Card readers }
`,
  'fixture.yaml',
);

export const model = { name: 'tiny', version: '0.3.0' };
export const now = new Date('2025-03-04T05:06:07.089Z');

export const policy: Policy = {
  supportedLanguages: new Set(['en']),
  thresholds: [0.75, 0.75, 0.75],
  outOfTaxonomyThreshold: 0.5,
  frontier: { ...policyFileSchema.parse({}).frontier, record: null },
};

const released = { accepted: 100, errors: 1, errorUpperBound95: 0.05 };

/** Released thresholds: ACCESS has one of its own, TERMINAL may never be accepted, PAY takes the global one. */
export const calibration: Calibration = {
  schemaVersion: 1,
  temperature: 1.5,
  outOfTaxonomy: { bias: -3, distance: 2, logSumExp: -0.1, threshold: 0.6 },
  thresholds: {
    targetError: 0.02,
    global: { threshold: 0.8, ...released },
    perCategory: { ACCESS: { threshold: 0.7, ...released }, TERMINAL: { threshold: null, ...released } },
  },
  riskCoverage: [{ threshold: 0.8, coverage: 0.6, risk: 0.01 }],
};

export function scoresOf(probabilities: number[], outOfTaxonomy: number | null = 0): Scores {
  return { probabilities: Float32Array.from(probabilities), outOfTaxonomy, embedding: null, classifyMs: 3 };
}

/** A classifier that answers by rule and remembers what it was asked. */
export function fakeClassifier(rule: (text: ModelText) => Scores): Classifier & { asked: ModelText[] } {
  const asked: ModelText[] = [];
  return {
    asked,
    async classify(texts) {
      asked.push(...texts);
      return texts.map(rule);
    },
    async close() {},
  };
}

export const failingClassifier = (error: Error): Classifier => ({
  classify: () => Promise.reject(error),
  close: async () => undefined,
});

export const routerParts = (classifier: Classifier): RouterParts => ({
  taxonomy,
  model,
  policy,
  classifier,
  clock: () => now,
});

/** A message as it lies on the inbound topic; text is taken as bytes, anything else as JSON. */
export function inbound(value: object | string | Buffer | null, offset = 0): InboundMessage {
  const bytes = value === null || Buffer.isBuffer(value) ? value : asText(value);
  return {
    key: null,
    value: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
    source: { topic: 'tickets.inbound', partition: 2, offset },
    receivedAtMs: now.getTime() - 40,
  };
}

const asText = (value: object | string): string => (typeof value === 'string' ? value : JSON.stringify(value));

const shared = {
  specVersion: 1,
  eventId: 'tickets.inbound-2-7',
  ticketId: 'T-1',
  revision: 1,
  source: { topic: 'tickets.inbound', partition: 2, offset: 7 },
  language: 'en',
  taxonomyVersion: '2.1.0',
  modelVersion: '0.3.0',
  decidedAt: '2025-03-04T05:06:07.089Z',
  timings: { queuedMs: 40, classifyMs: 3 },
  cost: { usd: 0 },
} as const;

export const routedEvent: RoutedEvent = {
  ...shared,
  decision: 'routed',
  category: 'PAY',
  route: { queue: 'money-in', priority: 'P2', firstResponseMinutes: 60, team: 'Money', skills: ['cards'] },
  decidedBy: { kind: 'model', model: 'tiny', version: '0.3.0', confidence: 0.91 },
};

export const frontierEvent: RoutedEvent = {
  ...routedEvent,
  decidedBy: {
    kind: 'frontier',
    model: 'large-1',
    promptVersion: '4',
    votes: { for: 2, of: 3 },
    rationale: 'A card was charged.',
  },
};

export const reviewEvent: NeedsReviewEvent = {
  ...shared,
  decision: 'needs_review',
  reason: 'out_of_taxonomy',
  candidates: [
    { category: 'ACCESS', probability: 0.6 },
    { category: 'PAY', probability: 0.3 },
    { category: 'TERMINAL', probability: 0.1 },
  ],
};
