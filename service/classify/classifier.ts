/** What a model reads of a ticket: both cleaned. */
export interface ModelText {
  subject: string;
  body: string;
  /** What cleaning set aside. No model reads it; an engine that sends texts away learns from it which names to hide. */
  aside?: readonly string[];
}

/** What a model says of one text. */
export interface Scores {
  /** Calibrated probabilities in the order of the taxonomy's codes; they sum to 1. */
  probabilities: Float32Array;
  /** From 0 (surely one of the categories) to 1; null when the engine cannot see it. */
  outOfTaxonomy: number | null;
  /** Direction of the text in the model's space: round(127·x) of a vector of length 1; null when the engine has none. */
  embedding: Int8Array | null;
  /** The batch's model time in milliseconds divided by its texts. */
  classifyMs: number;
}

/**
 * The port behind which engines live. The same text gives the same scores whatever its batch mates are.
 * `classify` returns one entry for each text, in order.
 * @throws SignalboxError CLASSIFIER_FAILED (try again), CLASSIFIER_REFUSED (do not), CLASSIFIER_DEADLINE (an engine's own);
 * when `signal` aborts, its reason or an AbortError
 */
export interface Classifier {
  classify(texts: readonly ModelText[], signal?: AbortSignal): Promise<Scores[]>;
  close(): Promise<void>;
}

/** An engine that people use beside the tickets of the topic. */
export interface SharedClassifier extends Classifier {
  /** Waits in a line of its own, which takes turns with that of the tickets: people want one answer, and not the topic's first. */
  readonly readers: Classifier;
}
