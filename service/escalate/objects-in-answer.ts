import { jsonrepair } from 'jsonrepair';

export type JsonObject = Record<string, unknown>;

// A provider that runs away must not hold up the process: what counts stands at the end.
export const mostCharacters = 20_000;
const mostObjects = 200;
const mostThoughts = 200;
const thought = { begin: '<think>', end: '</think>' };

/**
 * What a model thinks aloud, and did not come to the end of, is no answer. An answer may quote its ticket, and that may hold such marks:
 * only those count that stand before the answer's first brace, or belong to a thought that began there, or begin a line and have nothing
 * but an answer behind them: that is how models end a thought that the template of the chat began. One such within a line may be the
 * end of a quotation, and then it is the word of the ticket against the model's: neither is taken.
 * @param isAlone whether a text is a category and nothing else
 */
export function withoutThinking(text: string, isAlone: (text: string) => boolean): string {
  if (wholeObject(text)) return text;
  const firstBrace = text.indexOf('{');
  const head = firstBrace < 0 ? text : text.slice(0, firstBrace);
  const begin = head.lastIndexOf(thought.begin);
  const end = head.lastIndexOf(thought.end);
  if (begin <= end && end >= 0) return text.slice(end + thought.end.length);
  if (begin >= 0) {
    const rests = restsBehind(text, begin);
    return rests.find(wholeObject) ?? rests[0] ?? '';
  }
  if (/^\s*(?:\{|```)/.test(text)) return text;
  // Without the marks of JSON, in which a quotation would go on.
  const isAnswer = (rest: string) => wholeObject(rest) !== undefined || (!/["'{}]/.test(rest) && isAlone(rest));
  const rest = restsBehind(text, 0).find(isAnswer);
  if (rest === undefined) return text;
  const before = text.slice(0, -(rest.length + thought.end.length));
  return /(?:^|\n)[ \t]*$/.test(before) ? rest : '';
}

/** What stands behind each end of a thought, from the first on. */
function restsBehind(text: string, from: number): string[] {
  const rests: string[] = [];
  for (let at = from; rests.length < mostThoughts; ) {
    at = text.indexOf(thought.end, at);
    if (at < 0) break;
    at += thought.end.length;
    rests.push(text.slice(at));
  }
  return rests;
}

/**
 * Every outermost {…} that is JSON, or nearly. What stands within one that cannot be read may be quoted in it, and one that was cut off
 * may have been cut off in its category: neither is looked into, and after one that was cut off nothing before it counts.
 */
export function objectsIn(answer: string): JsonObject[] {
  const whole = wholeObject(answer);
  if (whole) return [whole];
  const text = answer.slice(-mostCharacters);
  const objects: JsonObject[] = [];
  for (let start = beginOfLast(mostObjects, text); start >= 0; ) {
    const end = closingBrace(text, start);
    const object = end === null ? undefined : (parsed(text.slice(start, end)) ?? repaired(text.slice(start, end)));
    if (object) objects.push(object);
    const isOne = object !== undefined || beginsObject(text, start);
    if (isOne && end === null) return [];
    start = text.indexOf('{', isOne && end !== null ? end : start + 1);
  }
  return objects;
}

/** The object that the text is, alone or between fences, with nothing to be repaired. */
function wholeObject(text: string): JsonObject | undefined {
  const trimmed = text.trim();
  const isFenced = trimmed.startsWith('```') && trimmed.endsWith('```');
  return parsed(isFenced ? trimmed.slice(3, -3).replace(/^\w*/, '') : trimmed);
}

/** Where the last so many opening braces begin: work on a text that runs away is bounded, and what counts stands at its end. */
function beginOfLast(count: number, text: string): number {
  let start = text.lastIndexOf('{');
  for (let i = 1; i < count && start > 0; i++) {
    const before = text.lastIndexOf('{', start - 1);
    if (before < 0) break;
    start = before;
  }
  return start;
}

function closingBrace(text: string, start: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const character = text[i];
    if (quoted && character === '\\') i++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '{') depth++;
    else if (!quoted && character === '}' && --depth === 0) return i + 1;
  }
  return null;
}

/** A key and a colon, in whatever quotes: other braces are prose. */
function beginsObject(text: string, start: number): boolean {
  return /^\{\s*\\?["'`“”‘’]?[\w -]{1,40}\\?["'`“”‘’]?\s*:/.test(text.slice(start, start + 200));
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function repaired(text: string): JsonObject | undefined {
  try {
    return parsed(jsonrepair(text));
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
