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
  const neighbours = neighboursOf(tfIdf(texts.map(countTerms)));
  const reach = neighbours.map(({ length }) => length); // neighbours that are still free
  const free = new Set(tickets.keys());
  const reachOf = (i: number) => reach[i] ?? 0;
  const clusters: number[][] = [];
  while (free.size > 0) {
    const star = [...free].reduce((best, i) => (reachOf(i) > reachOf(best) ? i : best));
    if (1 + reachOf(star) < leastSize) break;
    const members = [star, ...(neighbours[star] ?? []).filter((i) => free.has(i))];
    clusters.push(members);
    for (const member of members) {
      free.delete(member);
      for (const i of neighbours[member] ?? []) reach[i] = reachOf(i) - 1;
    }
  }
  const names = nameClusters(clusters, texts);
  return clusters.map((members, at) => {
    const { name, terms } = names[at] as ClusterName;
    return {
      suggestedName: name,
      terms,
      size: members.length,
      examples: members.slice(0, examplesShown).map((i) => {
        const { text: _, ...example } = tickets[i] as UnplacedTicket;
        return example;
      }),
    };
  });
}

type TermCounts = ReadonlyMap<string, number>;

/** Words and pairs of neighbouring words, lower case; placeholders of masked data are no words. */
function countTerms(text: string): TermCounts {
  const words = (
    text
      .replace(/\[[A-Z]+-\d+\]/g, ' ')
      .toLowerCase()
      .match(/\p{L}[\p{L}\p{M}'’-]{2,}/gu) ?? []
  ).filter((word) => !commonWords.has(word));
  const counts = new Map<string, number>();
  const count = (term: string) => counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const word of words) count(word);
  for (let i = 1; i < words.length; i++) count(`${words[i - 1]} ${words[i]}`);
  return counts;
}

/** A ticket's heaviest terms with their weights, of length 1 together. */
type Vector = (readonly [term: string, weight: number])[];

function tfIdf(documents: readonly TermCounts[]): Vector[] {
  const everywhere = documentFrequency(documents);
  return documents.map((terms) => {
    const weights = [...terms]
      .filter(([term]) => (everywhere.get(term) ?? 0) > 1) // a term of one ticket brings nothing together
      .map(([term, n]) => [term, (1 + Math.log(n)) * rarity(term, everywhere, documents.length)] as const)
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, termsCompared);
    const length = Math.hypot(...weights.map(([, weight]) => weight));
    return weights.map(([term, weight]) => [term, length === 0 ? 0 : weight / length]);
  });
}

/** For each ticket the others within reach. By an inverted index: most tickets share no term. */
function neighboursOf(vectors: readonly Vector[]): number[][] {
  const holders = new Map<string, { ticket: number; weight: number }[]>();
  const neighbours: number[][] = vectors.map(() => []);
  vectors.forEach((vector, i) => {
    const cosine = new Float64Array(i); // with each ticket before it
    for (const [term, weight] of vector) {
      const others = holders.get(term);
      if (!others) holders.set(term, [{ ticket: i, weight }]);
      else {
        for (const other of others) cosine[other.ticket] = (cosine[other.ticket] as number) + weight * other.weight;
        others.push({ ticket: i, weight });
      }
    }
    cosine.forEach((value, other) => {
      if (value < similarity) return;
      neighbours[i]?.push(other);
      neighbours[other]?.push(i);
    });
  });
  return neighbours;
}

const rarity = (term: string, everywhere: TermCounts, documents: number): number =>
  Math.log((1 + documents) / (everywhere.get(term) ?? 1));

function documentFrequency(documents: readonly TermCounts[]): TermCounts {
  const frequency = new Map<string, number>();
  for (const terms of documents) for (const term of terms.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  return frequency;
}
