import { commonWords } from './common-words.ts';

export interface ClusterName {
  name: string;
  /** What tells these tickets from all others, best first, each as it is mostly written. */
  terms: string[];
}

const longestTerm = 3;
const termsKept = 5;
const leastShare = 0.25;
/** So many times as frequent in the group as elsewhere. */
const distinction = 2;
/** A third term is worth its room in a name only where it says something of most tickets. */
const thirdShare = 0.5;
/** A second term is worth its room only where it tells at least so much as the first one does. */
const worthNaming = 0.5;
const longestSubject = 48;
/** More of a subject tells no more. */
const longestRead = 200;

/**
 * Names groups of texts by the words and phrases that are frequent in a group and rare elsewhere: c-TF-IDF (Grootendorst 2022)
 * with each group as one class and the texts in no group as another. A text counts once, so that one long ticket names nothing;
 * a word in a subject counts once more, for there the writers themselves say what they write about. Where words are shared by
 * chance only, the most typical subject is the name.
 * @param texts each with its subject as the first of several lines
 */
export function nameClusters(clusters: readonly (readonly number[])[], texts: readonly string[]): ClusterName[] {
  const runs = texts.map(runsOf);
  const seen = runs.map(phrasesOf);
  const subjects = texts.map(subjectOf);
  const seenInSubject = subjects.map((subject) => phrasesOf(runsOf(subject)));
  const ticketAt = (i: number): Told => ({ subject: subjects[i] ?? '', phrases: seen[i] ?? new Map() });
  const everywhere = new Map<string, number>();
  for (const phrases of seen) for (const key of phrases.keys()) everywhere.set(key, (everywhere.get(key) ?? 0) + 1);
  const words = runs.flat().reduce((sum, run) => sum + run.length, 0);
  const wordsOfClass = words / (clusters.length + 1);
  return clusters.map((members) => {
    const inside = countTexts(members.map((i) => seen[i] ?? new Map()));
    const others = texts.length - members.length;
    // Most phrases are of one text: they are put aside before anything is worked out about them.
    const frequent = [...inside].filter(([, { texts: n }]) => n > 1 && n / members.length >= leastShare);
    const scored = frequent
      .map(([key, { texts: n, spellings }]) => {
        const total = everywhere.get(key) ?? n;
        const share = n / members.length;
        const shareOfOthers = others === 0 ? 0 : (total - n) / others;
        const inSubjects = members.filter((i) => seenInSubject[i]?.has(key)).length;
        const score =
          (share + inSubjects / members.length) *
          Math.log(1 + wordsOfClass / total) *
          (0.7 + 0.3 * tellingWords(key).length);
        // Two tickets of four share a lot by chance.
        const isSure = n > 2 || share > 0.5 || inSubjects > 1;
        return { key, share, shareOfOthers, isSure, score, spelling: mostSeen(spellings) };
      })
      .filter(({ share, shareOfOthers }) => share > distinction * shareOfOthers)
      .sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
    const chosen: typeof scored = [];
    for (const term of scored) {
      if (chosen.some(({ key }) => sharesWord(key, term.key))) continue;
      if (chosen.push(term) === termsKept) break;
    }
    const sure = chosen.filter(({ isSure }) => isSure);
    const subject = sure.length > 0 ? '' : typicalSubject(members.map(ticketAt), scored);
    const named = (sure.length > 0 ? sure : chosen).filter(
      ({ share, score }, i, [first]) =>
        i === 0 || (score >= worthNaming * (first?.score ?? 0) && (i === 1 || (i === 2 && share >= thirdShare))),
    );
    const name = subject || named.map(({ spelling }) => spelling).join(', ') || 'Short notes';
    return { name: name.charAt(0).toUpperCase() + name.slice(1), terms: chosen.map(({ spelling }) => spelling) };
  });
}

/** Without ids, masked places and what a mail program puts before it; empty where a text has no subject. */
function subjectOf(text: string): string {
  const end = text.indexOf('\n');
  return text
    .slice(0, Math.max(0, Math.min(end, longestRead)))
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replace(/^(?:\s*(?:re|fwd?|aw|wg|tr|rv)\s*:)+/i, '')
    .replace(/\[[A-Z]+-\d+\]|\S*\d{3}\S*/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[\s\p{Pd},;:#(]+$/u, '')
    .trim();
}

interface Told {
  subject: string;
  /** Of the whole text. */
  phrases: ReadonlyMap<string, string>;
}

/** Of the ticket that has most of what its group shares, cut; of equals the shorter one. Empty where most have none that tells something. */
function typicalSubject(members: readonly Told[], shared: readonly { key: string; score: number }[]): string {
  const told = members.filter(({ subject }) => phrasesOf(runsOf(subject)).size > 0);
  if (told.length * 2 < members.length) return '';
  const [typical] = told
    .map(({ subject, phrases }) => {
      return { subject, weight: shared.reduce((sum, { key, score }) => sum + (phrases.has(key) ? score : 0), 0) };
    })
    .sort((a, b) => b.weight - a.weight || a.subject.length - b.subject.length || (a.subject < b.subject ? -1 : 1));
  const subject = typical?.subject ?? '';
  if (subject.length <= longestSubject) return subject;
  return `${subject.slice(0, longestSubject).replace(/\s+\S*$/, '')}…`;
}

/** Words that stand together, without punctuation or a masked place between them. */
const runsOf = (text: string): string[][] =>
  text
    .replace(/\[[A-Z]+-\d+\]/g, '\n')
    .split(/[^\p{L}\p{M}\p{N}'’\-&\s]+|\s-+\s|\n/u)
    .map((run) => run.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’\-&][\p{L}\p{M}\p{N}]+)*/gu) ?? [])
    .filter((run) => run.length > 0);

/** Phrases of a text by their lower-case form; common words and numbers neither begin nor end one. */
function phrasesOf(runs: readonly string[][]): Map<string, string> {
  const found = new Map<string, string>();
  for (const run of runs) {
    const telling = run.map(isTelling);
    for (let start = 0; start < run.length; start++) {
      if (!telling[start]) continue;
      for (let size = 1; size <= longestTerm && start + size <= run.length; size++) {
        if (hasDigit(run[start + size - 1] as string)) break;
        if (!telling[start + size - 1]) continue;
        const phrase = run.slice(start, start + size).join(' ');
        const key = phrase.toLowerCase().replaceAll('’', "'");
        if (!found.has(key)) found.set(key, phrase);
      }
    }
  }
  return found;
}

const hasDigit = (word: string): boolean => /\p{N}/u.test(word);
const isTelling = (word: string): boolean =>
  word.length > 2 && !hasDigit(word) && !commonWords.has(word.toLowerCase().replaceAll('’', "'"));

interface Counted {
  texts: number;
  spellings: Map<string, number>;
}

function countTexts(found: readonly ReadonlyMap<string, string>[]): Map<string, Counted> {
  const counted = new Map<string, Counted>();
  for (const phrases of found) {
    for (const [key, spelling] of phrases) {
      const count = counted.get(key) ?? { texts: 0, spellings: new Map() };
      count.texts++;
      count.spellings.set(spelling, (count.spellings.get(spelling) ?? 0) + 1);
      counted.set(key, count);
    }
  }
  return counted;
}

/** Of equals the one in small letters: a capital may be due to the beginning of a sentence. */
const mostSeen = (spellings: ReadonlyMap<string, number>): string =>
  [...spellings].sort(([a, n], [b, m]) => m - n || (a > b ? -1 : 1))[0]?.[0] ?? '';

const tellingWords = (key: string): string[] => key.split(/[ -]/).filter(isTelling);

/** Forms of one word are one word: order, orders, ordered. */
function sharesWord(one: string, other: string): boolean {
  const stems = (key: string) =>
    tellingWords(key).map((word) => word.replace(/ies$/, 'y').replace(/(?<=\p{L}{3})(?:e?s|e?d|ing|e)$/u, ''));
  const taken = stems(one);
  return stems(other).some((stem) => taken.includes(stem));
}
