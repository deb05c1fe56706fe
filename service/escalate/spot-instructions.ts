import type { Category } from '../contracts/taxonomy.ts';
import { plain } from './parse-answer.ts';

/**
 * Signs that a text is written for a language model rather than for a support desk. Such a ticket is settled by people: its author
 * wants something of whoever classifies it. It is a first line only; prompt and policy hold where a text gets past it.
 */
const signs: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget)\b.{0,40}\b(?:previous|prior|above|earlier|preceding|all|any|your|the|these|system)\b.{0,30}\b(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?)\b/is,
  // Merchants override and bypass rules of their own, for fraud or payouts: theirs are named.
  /\b(?:override|bypass)\s+(?:(?:all|any|of|the|these|your|previous|prior|above|earlier|preceding|system|other|safety|content|hidden|routing|classification)\s+){1,5}(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?)\b/i,
  /\b(?:ignoriere|vergiss)\b.{0,40}\b(?:anweisungen|regeln|instruktionen)\b/is,
  /\b(?:ignore[zr]?|oublie[zr]?)\b.{0,40}\b(?:instructions|consignes|règles)\b/is,
  /\b(?:ignora|olvida)\b.{0,40}\b(?:instrucciones|reglas)\b/is,
  /(?:تجاهل|انس).{0,40}(?:التعليمات|الأوامر)/s,
  // Who would rather talk to a person says so: "I hope you are not a bot".
  /\byou are\b(?!\s+(?:not|clearly|obviously|probably|surely|really|apparently|just)\b).{0,40}\b(?:an? (?:\w+ ){0,3}(?:ai|llm|language model|assistant|classifier)|chatgpt|gpt|claude)\b/is,
  /\b(?:you are now|act as|pretend (?:to be|you are)|behave like)\b.{0,40}\b(?:an? (?:\w+ ){0,3}(?:ai|llm|language model|assistant|classifier|chatbot|bot)|chatgpt|gpt|claude)\b/is,
  /\b(?:as an ai|dear (?:ai|llm|chatgpt|gpt|claude|classifier)|note to (?:the )?(?:ai|llm|model|classifier|bot))\b/i,
  /\b(?:the )?(?:ai|llm|language model|classifier|categori[sz]er|routing model)\b.{0,30}\b(?:must|should|shall|has to|needs to)\b.{0,40}\b(?:classify|categori[sz]e|label|route|answer|respond|output|choose|pick|set)\b/is,
  /\b(?:classify|categori[sz]e|label|tag)\s+(?:this|it|the (?:ticket|message|following))\b.{0,30}\b(?:as|under|into)\b/is,
  /\b(?:set|force|change)\b.{0,20}\b(?:category|label|classification)\b(?! codes?\b).{0,20}\b(?:this|the|my) (?:support )?(?:ticket|message|request|case|e-?mail)\b.{0,20}(?:\bto\b|\bas\b|=)/is,
  /\b(?:set|force|change)\b.{0,20}\b(?:this|the|my) (?:support )?(?:ticket|message|request|case|e-?mail)\b.{0,20}\b(?:category|label|classification)\b(?! codes?\b).{0,10}(?:\bto\b|\bas\b|=)/is,
  /(?:^|[.!?:;\n])[ \t]*(?:(?:please|now|then|and|just|simply)[ \t]+){0,4}(?:set|force|change)\s+(?:(?:the|its|your)\s+)?(?:category|label|classification)\s*(?:to|as|=)\s*\S{1,40}(?:[ \t]+\S{1,40}){0,2}[ \t]*(?:[.!\n]|$)/i,
  /\b(?:output|respond with|answer with|reply with)\b.{0,30}\b(?:category|label|classification|json)\b/is,
  /["'`{]\s*(?:outOfTaxonomy|rationale)\s*["'`]?\s*:/i,
  /\b(?:system|developer) (?:prompt|instructions?|override)\b|^[ \t]*assistant[ \t]*:|<\|?(?:im_start|im_end|system|endoftext)\|?>|\[\/?INST\]|<<\/?SYS>>/im,
  // Many a ticket begins with "System: Windows 11".
  /^[ \t]*system[ \t]*:.{0,200}\b(?:you (?:are|must|should|will|have to)|classif\w+|categor\w+|instructions?)\b/im,
  /\b(?:end|close|beginning) of (?:the )?(?:ticket|data|user (?:input|message)|customer message)\b/i,
  /\bnew instructions?\s*:/i,
];

/** What stands as the value of such a key, and what is to become the category. */
const namedValue =
  /["'`{,]\s*(?:category|category[ _-]?code|code|label|class|classification|answer|route)\s*["'`]?\s*[:=]\s*["'`]?([^"'`\n,}]{1,80})/gi;
const wantedValue =
  /\b(?:set|force|change)\b[^\n]{0,20}\b(?:category|label|classification)\b(?! codes?\b)\s*(?:to|as|=|:)\s*["'`]?([^"'`\n]{1,80})/gi;

/** @param categories of the taxonomy: a text that gives one of them as the answer wants to be sorted under it */
export function givesOrdersToModel(
  { subject, body }: { subject: string; body: string },
  categories: readonly Pick<Category, 'code' | 'name'>[],
): boolean {
  const text = `${subject}\n${body}`;
  if (signs.some((sign) => sign.test(text))) return true;
  const [named, wanted] = [namedValue, wantedValue].map((pattern) =>
    [...text.matchAll(pattern)].map(([, value = '']) => plain(value)),
  ) as [string[], string[]];
  if (named.length + wanted.length === 0) return false;
  const ours = categories.flatMap(({ code, name }) => [plain(code), plain(name)]);
  return (
    named.some((value) => ours.includes(value)) ||
    wanted.some((value) => ours.some((one) => value === one || value.startsWith(`${one} `)))
  );
}
