import type { Category } from '../contracts/taxonomy.ts';
import { isKeyOfAnswer, plain } from './parse-answer.ts';

/** Where a text begins to ask for something, rather than to tell what others do. */
const asking = String.raw`(?:(?:^|[.!?:;,\n])[ \t]{0,9}|\b(?:please|kindly|and|then|now|just|simply|must|should|shall|you to|(?:can|could) you)\s{1,3})`;
/** The same of a line or sentence alone: programs, too, accept things "and respond with JSON". */
const beginning = String.raw`(?:^|[.!?:;\n])[ \t]*(?:(?:please|kindly|now|then|and|just|simply|only|you (?:must|should|have to))[ \t]+){0,4}`;

/** Merchants call off what they wrote, and have rules of their own: for fraud, say, or from a manual. */
const theirs = `(?:${[
  'my|our|we|fraud|risk|velocity|refund|return|pay(?:ment|out)s?|bank|card|transfer|wir(?:e|ing)|settlement|shipping|tax',
  'dispute|chargeback|set-?up|install(?:ation)?|pairing|integration|password|e-?mails?|warnings?|errors?|invoices?',
  'mein\\w*|unser\\w*|nicht|mon|ma|mes|notre|nos|remboursement|paiement|virement',
  'mis?|nuestr[ao]s?|reembolso|pagos?|transferencia|fraude',
].join('|')})`;
/** Up to so many characters of one sentence about other things than theirs. */
const within = (most: number) => String.raw`(?:(?!\b${theirs}\b|,\s{1,3}(?:the|it|they|there|i)\b)[^.!?;]){0,${most}}`;
const notTheirs = String.raw`(?!\s{1,3}(?:(?:that|which|in|from|of|about|regarding|de|dans|en|sobre|aus|von)\s{1,3})?(?:the\s{1,3}(?:new\s{1,3})?)?(?:${theirs}|i)\b)`;
/** Who calls off what was asked of the desk says what that was. */
const notOfAccount = String.raw`(?!\s{1,3}to\s{1,3}(?:close|cancel|suspend|reopen)\s{1,3}(?:our|my)\s{1,3}(?:\w{1,20}\s){0,2}(?:account|subscription|contract|order)s?[ \t]*(?:[.!?\n]|$))`;
const rules = '(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?)';
const earlier = '(?:previous|prior|above|earlier|preceding|all|any|your|the|these|system|developer)';

const model = '(?:ai|llm|language model|assistant|classifier|chatgpt|gpt|claude)';
const qualified = String.raw`(?:an?\s+(?:(?!an?\b)[\w-]{1,20}\s+){0,4})?`;
const ticket = String.raw`(?:this|that|the|my)\s+(?:support\s+)?(?:ticket|message|e-?mail)`;
const sort = '(?:classify|categori[sz]e|label|tag)';

/**
 * Signs that a text is written for a language model rather than for a support desk. Such a ticket is settled by people: its author
 * wants something of whoever classifies it. It is a first line only; prompt and policy hold where a text gets past it.
 */
const signs: readonly RegExp[] = [
  ...[
    // Engines seem to ignore rules, and people ask whether they may, or did.
    String.raw`\b(?:ignore|disregard|forget(?!\s+(?:to|it)\b))\b(?<!\b(?:(?:seems?|appears?|tends?|me|us)\s+to|i|we|they|who|that|does|did|not|cannot|\w{1,9}n['’]t|(?:do|did|if)\s+you|(?:do|does|did)\s+(?:the|your)\s+\w{1,20})\s{1,3}\w{6,9})${within(40)}\b${earlier}\b${within(30)}\b${rules}\b${notTheirs}${notOfAccount}`,
    // They override and bypass rules, too: theirs are named.
    String.raw`\b(?:override|bypass)\s+(?:(?:all|any|of|the|these|your|previous|prior|above|earlier|preceding|system|developer|other|safety|content|hidden|routing|classification)\s+){1,5}${rules}\b`,
    String.raw`\b(?:ignoriere?|ignorieren\s+sie|vergiss|vergesst|vergessen\s+sie)\b(?<!\b(?:ich|warum|wieso|weshalb)\s{1,3}\w{6,11}(?:\s+sie)?)${within(40)}\b(?:anweisungen|regeln|instruktionen|vorgaben)\b${notTheirs}`,
    String.raw`\balle\s+(?:(?:deine|ihre|vorherigen|bisherigen|vorigen|obigen|früheren)\s+){0,2}(?:anweisungen|regeln|instruktionen|vorgaben)\s+(?:ignorieren|vergessen)\b`,
    // In French and Spanish it is also what an engine does.
    String.raw`(?:(?:^|[.!?:;,\n])\s{0,3}|\b(?:veuillez|devez|dois|faut|et|puis|merci d['’])\s{0,3})(?:ignore[zr]?|oublie[zr]?|ne\s+t(?:enez|iens)\s+(?:pas|aucun)\s+compte)\b${within(40)}\b(?:instructions|consignes|règles)\b${notTheirs}`,
    String.raw`(?:(?:^|[.!?¡:;,\n])\s{0,3}|\b(?:por\s+favor|debes?|tienes\s+que|y|ahora)\s{1,3})(?:ignor(?:a|e|ad|en|ar)|olvid(?:a|e|ad|en|ar)|olvíd(?:ate|ese|ense)\s+de|no\s+hagas?\s+caso)\b${within(40)}\b(?:instrucciones|reglas|indicaciones)\b${notTheirs}`,
    // Who would rather talk to a person says so: "I hope you are not a bot", "I do not know if you are an AI".
    String.raw`\byou\s{1,3}are\b(?<!\b(?:whether|(?:know|sure|tell|see|wonder|wondering|ask|asked)\s+if|that|know|think|thought|believe|guess|suppose|suspect|feel|like|says?|said|told\s+(?:me|us))\s{1,3}you\s{1,3}are)\s+(?!(?:not|clearly|obviously|probably|surely|really|apparently|just)\b)(?:(?:now|only|actually|called)\s+){0,2}${qualified}${model}\b`,
    String.raw`\b(?:act\s+as|pretend\s+to\s+be|pretend\s+you\s+are|behave\s+like)\s+(?:if\s+you\s+(?:are|were)\s+)?${qualified}(?:${model}|chatbot|bot)\b`,
    String.raw`\bas\s+an\s+(?:ai|llm)(?:\s+(?:language\s+)?model\b|(?:\s+(?:assistant|classifier|system))?(?:\s{0,9},\s{0,9}|\s{1,9})you\b)`,
    String.raw`\b(?:dear\s+(?:ai|llm|chatgpt|gpt|claude|classifier)|note\s+to\s+(?:the\s+)?(?:ai|llm|model|classifier|bot))\b`,
    String.raw`\b(?:ai|llm|language\s+model|classifier|categori[sz]er|routing\s+model)\b[^.!?]{0,30}\b(?:must|should|shall|has\s+to|needs\s+to)\b[^.!?]{0,40}\b(?:(?:${sort}|route|sort)\s+(?:this|it|${ticket}|every(?:thing|\s+(?:ticket|message)))|(?:answer|respond|output|choose|pick|set)\b[^.!?]{0,20}\b(?:category|classification))\b`,
    // "Please tag this ticket as urgent" is said to people.
    String.raw`${asking}${sort}\s+(?:${ticket}|the\s+following)\b[^.!?]{0,30}\b(?:as|under|into)\b(?!\s+(?:an?\s+)?(?:urgent|important|high|priority|closed|solved|resolved|duplicate|spam)\b|\s+(?:p[1-5]|related to #?\d{1,12})[ \t]*(?:[.!?\n]|$))`,
    String.raw`\b(?:set|force|change)\b[^]{0,20}\b(?:category|label|classification)\b(?! codes?\b)[^]{0,20}\b(?:this|the|my) (?:support )?(?:ticket|message|request|case|e-?mail)\b[^]{0,20}(?:\bto\b|\bas\b|=)`,
    String.raw`\b(?:set|force|change)\b[^]{0,20}\b(?:this|the|my) (?:support )?(?:ticket|message|request|case|e-?mail)\b[^]{0,20}\b(?:category|label|classification)\b(?! codes?\b)[^]{0,10}(?:\bto\b|\bas\b|=)`,
    // A shop has a category that it may want changed, and labels: of those only our names count.
    String.raw`${beginning}(?:set|force)\s+(?:(?:the|its|your)\s+)?(?:category|classification)\s*(?:to|as|=)\s*\S{1,40}(?:[ \t]+\S{1,40}){0,2}[ \t]*(?:[.!\n]|$)`,
    String.raw`${beginning}(?:output\b(?!\s*:|\s+(?:of|has|is|in|from|file|shows?)\b)|(?:respond|answer|reply)\s+with\b)[^.!?]{0,30}\b(?:category|label|classification|json)\b(?!\s+(?:for|of)\b)`,
    String.raw`["'\x60{]\s*(?:outOfTaxonomy|rationale)\s*["'\x60]?\s*:`,
    // Terminals have a system prompt, and manuals instructions for developers: a model's are new, or a heading.
    String.raw`\bfollow\s+(?:these|the\s+(?:new|following|updated))\s+(?:system|developer)\s+(?:prompt|instructions?)\b`,
    String.raw`(?:^|\n)[ \t\[<*#(-]{0,9}(?:new\s+)?(?:system|developer)\s+(?:prompt|instructions?|override)[ \t]{0,9}(?:[:\]>*)-]|\n|$)`,
    String.raw`(?:^|\n)[ \t]*assistant[ \t]*:|<\|?(?:im_start|im_end|system|endoftext)\|?>|\[\/?INST\]|<<\/?SYS>>`,
    // Many a ticket begins with "System: Windows 11".
    String.raw`(?:^|\n)[ \t]*system[ \t]*:[^\n]{0,200}\b(?:you (?:are|must|should|will|have to)|classif\w+|categor\w+|(?:new|these|previous|prior) instructions?)\b`,
    // A mark, that is: rows are missing "at the end of the data export".
    String.raw`(?:^|[.!?\n=#<>[\](*-])\s{0,9}(?:end|close|beginning) of (?:the )?(?:ticket|data|user (?:input|message)|customer message)\s{0,9}(?:$|[.!?:\n=#<>[\])*-])`,
    String.raw`\bnew\s+instructions?\s*:[^.!?]{0,80}\b(?:you are|classif\w+|categor\w+|label|sort|route(?!\s+(?:our|my)\s+(?:payouts?|payments?|settlements?)\s+to\b)|ignore|respond|answer|output|assistant|prompt)\b`,
  ].map((source) => new RegExp(source, 'i')),
  /(?<!\p{L})[وف]?(?:تجاهل|انس)(?:ي|وا)?(?!\p{L})[^.!؟]{0,40}(?:التعليمات|الأوامر)/u,
];

/** What stands as the value of such a key in an object, or behind it in a sentence of its own. Forms have it on their first lines. */
const namedInObject =
  /["'`{,]\s*(?:category|category[ _-]?code|code|label|class|classification|answer|route)\s{0,9}["'`]?\s{0,9}[:=]\s{0,9}["'`]?([^"'`\n,}]{1,80})/gi;
const namedInSentence =
  /[.!?]\s{1,9}(?:the\s)?(?:category|label|classification)\s{0,3}[:=]\s{0,3}["'`]?([^"'`\n,.!?]{1,80})/gi;
/** What is to become the category. */
const wanted: readonly RegExp[] = [
  String.raw`\b(?:set|force|change)\b[^\n]{0,20}\b(?:category|label|classification)\b(?! codes?\b)\s*(?:to|as|=|:)\s*`,
  String.raw`${asking}${sort}\s+(?:this|it|everything|${ticket})\s+(?:as|under|into)\s+(?:an?\s+|the\s+)?`,
].map((source) => new RegExp(`${source}["'\`]?([^"'\`\\n]{1,80})`, 'gi'));

/** @param categories of the taxonomy: a text that gives one of them as the answer wants to be sorted under it */
export function givesOrdersToModel(
  { subject, body }: { subject: string; body: string },
  categories: readonly Pick<Category, 'code' | 'name'>[],
): boolean {
  const text = `${subject}\n${body}`;
  if (signs.some((sign) => sign.test(text))) return true;
  const ours = new Set(categories.flatMap(({ code, name }) => [plain(code), plain(name)]));
  const isNamed = ([, value = '']: RegExpMatchArray) => ours.has(plain(value));
  const isAskedFor = ([, value = '']: RegExpMatchArray) => {
    const words = `${plain(value)} `;
    return [...ours].some((one) => words.startsWith(`${one} `));
  };
  return (
    [...text.matchAll(namedInObject)].some((found) => isNamed(found) && !isPayload(text, found.index)) ||
    [subject, body].some((part) => [...part.matchAll(namedInSentence)].some(isNamed)) ||
    wanted.some((pattern) => [...text.matchAll(pattern)].some(isAskedFor))
  );
}

/** Keys of the objects in which talks with a model are written down, and of a model's own measure. */
const otherKeys = new Set(['role', 'content', 'confidence']);

/** Whether the object around it has keys that no answer has: developers send what a shop calls refunds. */
function isPayload(text: string, at: number): boolean {
  const around = text.slice(Math.max(0, at - 200), at + 200);
  return [...around.matchAll(/(["'`])([\w -]{1,40})\1\s{0,9}:/g)].some(
    ([, , key = '']) => !isKeyOfAnswer(key) && !otherKeys.has(key),
  );
}
