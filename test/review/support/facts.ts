import type {
  DisagreementFact,
  FallbackFact,
  LabelFact,
  PopulationFact,
  ReportFacts,
} from '../../../service/review/report/facts.ts';

export const population = (given: Partial<PopulationFact>): PopulationFact => ({
  window: 0,
  outcome: 'model',
  choice: 'PAY',
  auditRate: given.outcome === 'review' ? null : 0.1,
  reason: null,
  n: 100,
  sampled: 0,
  confident: 0,
  confidenceSum: 0,
  confidenceSquares: 0,
  answered: 0,
  usd: 0,
  ...given,
});

export const label = (given: Partial<LabelFact>): LabelFact => ({
  window: 0,
  outcome: 'model',
  choice: 'PAY',
  auditRate: given.outcome === 'review' ? null : 0.1,
  reason: null,
  truth: 'PAY',
  basis: given.outcome === 'review' ? 'review' : 'audit',
  n: 1,
  confident: 0,
  confidenceSum: 0,
  ...given,
});

export const fallback = (given: Partial<FallbackFact>): FallbackFact => ({
  outcome: 'frontier',
  choice: 'PAY',
  auditRate: 0.1,
  reason: null,
  before: 'ACCESS',
  basis: 'audit',
  beforeRight: false,
  afterRight: true,
  n: 1,
  usd: 0,
  ...given,
});

export const disagreement = (given: Partial<DisagreementFact>): DisagreementFact => ({
  eventId: 'e-1',
  ticketId: 'T-1',
  revision: 1,
  predicted: 'PAY',
  truth: 'ACCESS',
  outcome: 'model',
  confidence: 0.9,
  candidates: [],
  opinion: null,
  votes: null,
  verdicts: [{ by: 'ana', category: 'ACCESS' }],
  subject: null,
  excerpt: null,
  ...given,
});

export const from = new Date('2026-01-01T00:00:00Z');
export const dayMs = 86_400_000;

export const facts = (given: Partial<ReportFacts>): ReportFacts => ({
  period: { from, to: new Date(from.getTime() + dayMs) },
  windows: [from],
  windowMs: dayMs,
  modelVersion: null,
  modelVersions: ['0.3.0'],
  taxonomyVersions: ['2.1.0'],
  population: [],
  labels: [],
  confidence: [],
  labelledConfidence: [],
  fallback: [],
  supersededCost: [],
  disagreements: [],
  disagreementGroups: [],
  unplaced: [],
  unplacedCount: 0,
  rejected: 0,
  escalatedPending: 0,
  ...given,
});
