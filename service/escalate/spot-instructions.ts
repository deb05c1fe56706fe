/**
 * Signs that a text is written for a language model rather than for a support desk. Such a ticket is settled by people: its author
 * wants something of whoever classifies it. It is a first line only; prompt and policy hold where a text gets past it.
 */
const signs: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|preceding|all|any|your|the|these|system)\b.{0,30}\b(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?)\b/is,
  /\b(?:ignoriere|vergiss)\b.{0,40}\b(?:anweisungen|regeln|instruktionen)\b/is,
  /\b(?:ignore[zr]?|oublie[zr]?)\b.{0,40}\b(?:instructions|consignes|règles)\b/is,
  /\b(?:ignora|olvida)\b.{0,40}\b(?:instrucciones|reglas)\b/is,
  /(?:تجاهل|انس).{0,40}(?:التعليمات|الأوامر)/s,
  /\b(?:you are|act as|pretend (?:to be|you are)|behave like)\b.{0,40}\b(?:an? (?:\w+ ){0,3}(?:ai|llm|language model|assistant|classifier|chatbot|bot)|chatgpt|gpt|claude)\b/is,
  /\b(?:as an ai|dear (?:ai|llm|chatgpt|gpt|claude|classifier)|note to (?:the )?(?:ai|llm|model|classifier|bot))\b/i,
  /\b(?:the )?(?:ai|llm|language model|classifier|categori[sz]er|routing model)\b.{0,30}\b(?:must|should|shall|has to|needs to)\b.{0,40}\b(?:classify|categori[sz]e|label|route|answer|respond|output|choose|pick|set)\b/is,
  /\b(?:classify|categori[sz]e|label|tag)\s+(?:this|it|the (?:ticket|message|following))\b.{0,30}\b(?:as|under|into)\b/is,
  /\b(?:set|force|change)\b.{0,20}\b(?:category|label|classification)\b.{0,10}(?:\bto\b|\bas\b|=)/is,
  /\b(?:output|respond with|answer with|reply with)\b.{0,30}\b(?:category|label|classification|json)\b/is,
  /["'`{]\s*(?:category|outOfTaxonomy|rationale)\s*["'`]?\s*:/i,
  /\b(?:system|developer) (?:prompt|instructions?|override)\b|^[ \t]*(?:system|assistant)[ \t]*:|<\|?(?:im_start|im_end|system|endoftext)\|?>|\[\/?INST\]|<<\/?SYS>>/im,
  /\b(?:end|close|beginning) of (?:the )?(?:ticket|data|user (?:input|message)|customer message)\b/i,
  /\bnew instructions?\s*:/i,
];

export function givesOrdersToModel({ subject, body }: { subject: string; body: string }): boolean {
  const text = `${subject}\n${body}`;
  return signs.some((sign) => sign.test(text));
}
