import type { Category } from '../../contracts/taxonomy.ts';
import type { Channel } from '../../contracts/ticket.ts';
import type { FrontierLift } from '../frontier-lift.ts';
import type { Metrics } from '../metrics.ts';

/** All that the page of an evaluation says. */
export interface Evaluation {
  metrics: Metrics;
  /** Every ticket of the file, in its order. */
  tickets: readonly ListedTicket[];
  categories: readonly Pick<Category, 'code' | 'name'>[];
  escalated?: FrontierLift;
  /** Null: nothing tells. */
  trainedOn: number | null;
  /** Tickets by which the model was calibrated; null: nothing tells. */
  calibratedOn: number | null;
  policy: PolicyInForce;
  model: string;
  taxonomy: string;
  /** As it was named. */
  file: string;
  /** What was typed to make the page. */
  command: string;
  generatedAt: Date;
}

/** A labelled ticket after the way of the service. */
export interface ListedTicket {
  id: string;
  /** Null: out of taxonomy. */
  label: string | null;
  /** Top choice; null when there was no text to read. */
  predicted: string | null;
  confidence: number | null;
  outcome: 'routed' | 'escalated' | 'needs_review';
  /** Of a review. */
  reason?: string;
  subject: string;
  /** The first words of the cleaned body. */
  excerpt: string;
  channel: Channel;
  /** ISO 639-1; null when the text is too short or too mixed to tell. */
  language: string | null;
  /** Of subject and body; counted no further than `mostWords`. */
  words: number;
}

/** Least probability to route without asking, in the order of the categories; Infinity: never. */
export interface PolicyInForce {
  /** Null: there is none, and the released values hold. */
  file: string | null;
  thresholds: readonly number[];
  /** What the model was released with; null: it has no calibration of its own here. */
  released: readonly number[] | null;
  /** Least score that is held; Infinity: none is. */
  outOfTaxonomy: { threshold: number; released: number | null };
  supportedLanguages: readonly string[];
}

export const isRouted = ({ outcome }: ListedTicket): boolean => outcome === 'routed';
export const isRight = ({ label, predicted }: ListedTicket): boolean => label !== null && label === predicted;
export const belongs = ({ label }: ListedTicket): boolean => label !== null;
export const isRoutedWrongly = (ticket: ListedTicket): boolean => isRouted(ticket) && !isRight(ticket);
