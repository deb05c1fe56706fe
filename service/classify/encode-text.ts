import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import type { ModelText } from './classifier.ts';

/** Token ids of one text, special tokens included, not padded. */
export type EncodeText = (text: ModelText) => number[];

// A token covers some four characters: what lies deeper in a part than this much text for each token of the window hardly
// ever enters it, and the tokenizer need not see it. Keeps a body of 1 MB as cheap as one of 10 kB. Where words are of over
// a hundred characters, which are one unknown token each, or white space is that long, it would have entered: so that the
// model knows no other tickets than it is asked about, the fine-tuning pipeline cuts by the same rule.
const charactersPerToken = 24;

// The rest of a word that the cut went through, unless it is an unknown one anyhow (over a hundred characters), and then
// half a character, if the cut went through that. White space is spelt out: `\s` means something else in Python.
const wordAtEnd = /(?<=[ \t\r\n])[^ \t\r\n]{1,100}$/u;
const wordAtStart = /^[^ \t\r\n]{1,100}(?=[ \t\r\n])/u;
const halfAtEnd = /[\ud800-\udbff]$/;
const halfAtStart = /^[\udc00-\udfff]/;

/**
 * Fits subject and body into the model's window: [CLS] subject body [SEP]. A text that is too long keeps its subject (at most
 * a quarter of the window), then the body's head (70 % of what is left) and its tail: people ask at the beginning or the end.
 * The fine-tuning pipeline (`encode.py`) does the same; a test on shared texts holds the two together.
 * @param folder has tokenizer.json and tokenizer_config.json
 */
export function createTextEncoder(folder: string, maxTokens: number): EncodeText {
  const definition = JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8'));
  const tokenizer = new Tokenizer(definition, JSON.parse(readFileSync(join(folder, 'tokenizer_config.json'), 'utf8')));
  const spell = spellingForTokenizer(definition.normalizer);
  const [open, close] = tokenizer.encode('').ids as [number, number];
  const budget = maxTokens - 2;
  const idsOf = (text: string) => (text === '' ? [] : tokenizer.encode(spell(text), { add_special_tokens: false }).ids);

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

/** Cuts the middle out of a text of which hardly more than `tokens` tokens can be used: between words, where there are some. */
function shortened(text: string, tokens: number): string {
  const half = tokens * charactersPerToken;
  if (text.length <= 2 * half) return text;
  const head = text.slice(0, half).replace(halfAtEnd, '').replace(wordAtEnd, '');
  const tail = text.slice(-half).replace(halfAtStart, '').replace(wordAtStart, '');
  return `${head} ${tail}`;
}

/** The normalizer of a tokenizer.json, or a sequence of them. */
interface Normalizer {
  type?: string;
  lowercase?: boolean;
  handle_chinese_chars?: boolean;
  normalizers?: Normalizer[];
}

// The Chinese characters beyond the first 65,536 code points which the tokenizers of the training make words of.
const rareChinese = /[\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

/**
 * Spells a text so that this tokenizer library reads what the one of the training reads in it as it is: that one takes
 * no capital sigma for a final one, and sees Chinese characters that this one, going by UTF-16 units, does not.
 */
function spellingForTokenizer(normalizer: Normalizer | null | undefined): (text: string) => string {
  const parts = normalizer?.normalizers ?? (normalizer ? [normalizer] : []);
  const isBert = ({ type }: Normalizer) => type === 'BertNormalizer';
  const lowers = parts.some((part) => part.type === 'Lowercase' || (isBert(part) && part.lowercase));
  const partsChinese = parts.some((part) => isBert(part) && part.handle_chinese_chars);
  return (text) => {
    const plain = lowers ? text.replaceAll('Σ', 'σ') : text;
    return partsChinese ? plain.replace(rareChinese, ' $& ') : plain;
  };
}
