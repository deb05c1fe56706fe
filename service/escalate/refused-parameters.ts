import { isObject } from './objects-in-answer.ts';

/** An endpoint's words on a refusal, taken apart: endpoints also quote what they were sent, and that says nothing. */
export interface Refusal {
  /** Whether the parameter is what it refuses, rather than something that is spoken of. */
  names(parameter: string): boolean;
  mentions(parameter: string): boolean;
  /** Whether it refuses the form of the answer. */
  readonly namesFormat: boolean;
  /** Whether it speaks of the form of the answer in words of its own. */
  readonly mentionsFormat: boolean;
}

const formatNames = ['response_format', 'json_schema', 'json_object', 'response format'];
/** Of a sentence that is looked at closely, from either end. */
const mostCharacters = 600;
// In what it quotes of the request a parameter has its value, and a form is one.
const isValue = String.raw`["']\s{0,3}:\s{0,3}\\{0,3}["']`;
const hasValue = String.raw`\\*["']\s*:\s*(?:[-\d{["']|true|false|null|none)`;
const refusing =
  "unsupported|(?:not|n['’]t) (?:\\w+ )?(?:support|allow|permit|available|accept|recogni[sz]|implement|compatible|valid|enabled)|unavailable|unrecogni[sz]ed|unknown|unexpected|incompatible|deprecated|invalid|extra (?:inputs|fields)|cannot be (?:used|set)|must be|should be|expected|validation error|no longer";
/** Parts of an error body that hold the request rather than the reason. */
const quoting = new Set([
  'input',
  'body',
  'request',
  'messages',
  'content',
  'ctx',
  'prompt',
  'params',
  'parameters',
  'inputs',
  'payload',
]);

/** @param words the body of the error as JSON */
export function refusalIn(words: string): Refusal {
  const sentences = sentencesOf(JSON.parse(words) as unknown);
  const unquoted = (parameter: string) =>
    String.raw`(?<!${isValue})(?<![\p{L}\p{N}_])${parameter}(?![\p{L}\p{N}_])(?!${hasValue})`;
  const ends = sentences.map((sentence) =>
    sentence.length > 2 * mostCharacters
      ? `${sentence.slice(0, mostCharacters)}\n${sentence.slice(-mostCharacters)}`
      : sentence,
  );
  const names = (parameter: string) => {
    const name = unquoted(parameter);
    const place = String.raw`\bloc\b["']?\s*[:=]\s*[([][^\])]{0,80}${name}`;
    const pattern = new RegExp(`(?:${refusing}).{0,60}${name}|${name}.{0,60}(?:${refusing})|${place}`, 'iu');
    return ends.some((sentence) => pattern.test(sentence));
  };
  return {
    names,
    get mentionsFormat() {
      const pattern = new RegExp(formatNames.map(unquoted).join('|'), 'iu');
      return ends.some((sentence) => pattern.test(sentence));
    },
    mentions: (parameter) => sentences.some((sentence) => new RegExp(`\\b${parameter}\\b`, 'i').test(sentence)),
    get namesFormat() {
      return formatNames.some(names);
    },
  };
}

function sentencesOf(value: unknown, depth = 0): string[] {
  if (depth > 6) return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((one) => sentencesOf(one, depth + 1));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    // The type of an error says less than its message, and that of a form is one.
    if (quoting.has(key) || key === 'type') return [];
    // Both say where the fault lies.
    if (key === 'param' || key === 'loc') return [`invalid ${[part].flat().join('.')}`];
    // What is wrong with a parameter may stand under its name.
    const isSaidOfIt = [part].flat().every((one) => typeof one === 'string');
    return sentencesOf(part, depth + 1).map((sentence) => (isSaidOfIt ? `${key} ${sentence}` : sentence));
  });
}
