import { isObject } from './objects-in-answer.ts';

/** An endpoint's words on a refusal, taken apart: endpoints also quote what they were sent, and that says nothing. */
export interface Refusal {
  /** Whether the parameter is what it refuses, rather than something that is spoken of. */
  names(parameter: string): boolean;
  mentions(parameter: string): boolean;
  /** Whether it refuses the form of the answer. */
  readonly namesFormat: boolean;
}

const formatNames = ['response_format', 'json_schema', 'json_object', 'response format'];
const mostCharacters = 600;
const refusing =
  "unsupported|(?:not|n['’]t) (?:\\w+ )?(?:support|allow|permit|available|accept|recogni[sz]|implement|compatible|valid|enabled)|unavailable|unrecogni[sz]ed|unknown|unexpected|incompatible|deprecated|invalid|extra (?:inputs|fields)|cannot be (?:used|set)|must be|should be|expected|validation error|no longer";
/** Parts of an error body that hold the request rather than the reason. */
const quoting = new Set(['input', 'body', 'request', 'messages', 'content', 'ctx', 'prompt']);

/** @param words the body of the error as JSON */
export function refusalIn(words: string): Refusal {
  const sentences = sentencesOf(JSON.parse(words) as unknown);
  const names = (parameter: string) => {
    // In what it quotes of the request the parameter has its value.
    const quoted = String.raw`\\*["']\s*:\s*(?:[-\d{["']|true|false|null|none)`;
    const name = String.raw`(?<![\p{L}\p{N}_])${parameter}(?![\p{L}\p{N}_])(?!${quoted})`;
    const place = String.raw`\bloc\b["']?\s*[:=]\s*[([][^\])]{0,80}${name}`;
    const pattern = new RegExp(`(?:${refusing}).{0,60}${name}|${name}.{0,60}(?:${refusing})|${place}`, 'iu');
    return sentences.some((sentence) => pattern.test(sentence));
  };
  return {
    names,
    mentions: (parameter) => sentences.some((sentence) => new RegExp(`\\b${parameter}\\b`, 'i').test(sentence)),
    get namesFormat() {
      return formatNames.some(names);
    },
  };
}

function sentencesOf(value: unknown, depth = 0): string[] {
  if (depth > 6) return [];
  if (typeof value === 'string') return [value.slice(0, mostCharacters)];
  if (Array.isArray(value)) return value.flatMap((one) => sentencesOf(one, depth + 1));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    if (quoting.has(key)) return [];
    // Both say where the fault lies.
    if (key === 'param' || key === 'loc') return [`invalid ${[part].flat().join('.')}`.slice(0, mostCharacters)];
    return sentencesOf(part, depth + 1);
  });
}
