import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import type { ModelText } from './classifier.ts';

/** Token ids of one text, special tokens included, not padded. */
export type EncodeText = (text: ModelText) => number[];

// A WordPiece token covers at least one character, and in practice four: beyond this much text of a part, no token
// of its middle can enter the window, so the tokenizer need not see it. Keeps a body of 1 MB as cheap as one of 10 kB.
const charactersPerToken = 24;

/**
 * Fits subject and body into the model's window: [CLS] subject body [SEP]. A text that is too long keeps its subject (at most
 * a quarter of the window), then the body's head (70 % of what is left) and its tail: people ask at the beginning or the end.
 * The fine-tuning pipeline does the same; a test on shared tickets holds the two together.
 * @param folder has tokenizer.json and tokenizer_config.json
 */
export function createTextEncoder(folder: string, maxTokens: number): EncodeText {
  const tokenizer = new Tokenizer(
    JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8')),
    JSON.parse(readFileSync(join(folder, 'tokenizer_config.json'), 'utf8')),
  );
  const [open, close] = tokenizer.encode('').ids as [number, number];
  const budget = maxTokens - 2;
  const idsOf = (text: string) => (text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids);

  return ({ subject, body }) => {
    const subjectIds = idsOf(shortened(subject, budget));
    const bodyIds = idsOf(shortened(body, budget));
    if (subjectIds.length + bodyIds.length <= budget) return [open, ...subjectIds, ...bodyIds, close];
    const keptSubject = subjectIds.slice(0, Math.floor(budget / 4));
    const room = budget - keptSubject.length;
    if (bodyIds.length <= room) return [open, ...keptSubject, ...bodyIds, close];
    const head = Math.floor((room * 7) / 10);
    return [open, ...keptSubject, ...bodyIds.slice(0, head), ...bodyIds.slice(bodyIds.length - (room - head)), close];
  };
}

/** Cuts the middle out of a text of which no more than `tokens` tokens can be used: at white space, where there is some. */
function shortened(text: string, tokens: number): string {
  const half = tokens * charactersPerToken;
  if (text.length <= 2 * half) return text;
  const head = text.slice(0, half).replace(/(?<=\s)\S+$/, '');
  const tail = text.slice(-half).replace(/^\S+(?=\s)/, '');
  return `${head} ${tail}`;
}
