import type { OutOfTaxonomyCluster } from '../../contracts/misclassification-report.ts';
import { commonWords } from './common-words.ts';
import type { UnplacedTicket } from './facts.ts';
import { type ClusterName, nameClusters } from './name-clusters.ts';

/** Cosine between two tickets from which on they are about one thing. */
const similarity = 0.25;
const leastSize = 3;
const termsCompared = 40;
const examplesShown = 5;

/**
 * Groups tickets that belong to no category by what they are about, largest group first, and proposes a name for each:
 * candidates for new categories. Star clustering on TF-IDF (Aslam et al. 2004): the ticket with most neighbours takes
 * them, and so on; unlike a chain of neighbours, all members resemble one ticket.
 */
export function outOfTaxonomyClusters(tickets: readonly UnplacedTicket[]): OutOfTaxonomyCluster[] {
  const texts = tickets.map(({ subject, text }) => `${subject ?? ''}\n${text}`);
  const vectors = tfIdf(texts.map(termsOf));
  const neighbours = neighboursOf(vectors);
  const free = new Set(vectors.keys());
  const clusters: number[][] = [];
  for (;;) {
    const stars = [...free].map((star) => [star, ...(neighbours[star] ?? []).filter((i) => free.has(i))]);
    const largest = stars.reduce<number[]>((best, star) => (star.length > best.length ? star : best), []);
    if (largest.length < leastSize) break;
    clusters.push(largest);
    for (const member of largest) free.delete(member);
  }
  const names = nameClusters(clusters, texts);
  return clusters.map((members, at) => {
    const { name, terms } = names[at] as ClusterName;
    return {
      suggestedName: name,
      terms,
      size: members.length,
      examples: members.slice(0, examplesShown).map((i) => {
        const { eventId, ticketId, revision, subject, confidence } = tickets[i] as UnplacedTicket;
        return { eventId, ticketId, revision, subject, confidence };
      }),
    };
  });
}

/** Words and pairs of neighbouring words, lower case; placeholders of masked data are no words. */
function termsOf(text: string): string[] {
  const words = (
    text
      .replace(/\[[A-Z]+-\d+\]/g, ' ')
      .toLowerCase()
      .match(/\p{L}[\p{L}\p{M}'’-]{2,}/gu) ?? []
  ).filter((word) => !commonWords.has(word));
  return [...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)];
}

/** A ticket's heaviest terms with their weights, of length 1 together. */
type Vector = (readonly [term: string, weight: number])[];

function tfIdf(documents: readonly string[][]): Vector[] {
  const frequency = documentFrequency(documents);
  return documents.map((terms) => {
    const counts = new Map<string, number>();
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    const weights = [...counts]
      .filter(([term]) => (frequency.get(term) ?? 0) > 1) // a term of one ticket brings nothing together
      .map(([term, n]) => [term, (1 + Math.log(n)) * rarity(term, frequency, documents.length)] as const)
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, termsCompared);
    const length = Math.hypot(...weights.map(([, weight]) => weight));
    return weights.map(([term, weight]) => [term, length === 0 ? 0 : weight / length]);
  });
}

/** For each ticket the others within reach. By an inverted index: most tickets share no term. */
function neighboursOf(vectors: readonly Vector[]): number[][] {
  const holders = new Map<string, { tickets: number[]; weights: number[] }>();
  vectors.forEach((vector, i) => {
    for (const [term, weight] of vector) {
      const list = holders.get(term) ?? { tickets: [], weights: [] };
      list.tickets.push(i);
      list.weights.push(weight);
      holders.set(term, list);
    }
  });
  return vectors.map((vector, i) => {
    const cosine = new Float64Array(vectors.length);
    for (const [term, weight] of vector) {
      const list = holders.get(term) ?? { tickets: [], weights: [] };
      for (const [at, other] of list.tickets.entries()) {
        cosine[other] = (cosine[other] as number) + weight * (list.weights[at] as number);
      }
    }
    return [...vectors.keys()].filter((other) => other !== i && (cosine[other] as number) >= similarity);
  });
}

const rarity = (term: string, frequency: ReadonlyMap<string, number>, documents: number): number =>
  Math.log((1 + documents) / (frequency.get(term) ?? 1));

function documentFrequency(documents: readonly string[][]): Map<string, number> {
  const frequency = new Map<string, number>();
  for (const terms of documents) for (const term of new Set(terms)) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  return frequency;
}
