/** What only a contact block has: phone, address, web site, register number, a firm's form, columns. */
const CONTACT =
  /@|(?:https?:\/\/|www\.)|(?:^|\s)[\w-]+\.(?:example|com|net|org|io|co|de|fr|es|ae|uk)(?:\s|$|\/)|\||•|·|(?:^|\s)(?:tel|phone|mobile|mob|cell|fax|telefon|tél|móvil|direct|office|whatsapp|هاتف|جوال|موبايل|[tmfpe])\s?[.:]|\+\d[\d\s().-]{6,}|p\.?\s?o\.?\s?box|(?:^|\s)(?:ltd|limited|llc|l\.l\.c|inc|plc|gmbh|mbh|ag|kg|ug|sarl|s\.?a\.?r\.?l|sas|s\.?l|s\.?a|w\.?l\.?l|fze|fz-llc|est|co)\.?(?:\s|,|\)|$)/iu;

/** Words of somebody who still wants something; such a line is never set aside as a signature. */
const REQUEST =
  /[?؟]|(?<!\p{L})(?:i|i'm|i’m|i've|my|me|we|we're|you|your|please|pls|plz|kindly|can|could|would|should|need|want|help|urgent|asap|refund|cancel|stolen|lost|broken|missing|failed|fails|declined|wrong|not|never|problem|issue|error|same|also|another|since|still|why|when|how|what|where|p\.?s|nb|ich|wir|mein(?:e[mnrs]?)?|unser(?:e[mnrs]?)?|sie|ihr(?:e[mnrs]?)?|bitte|können|brauche\p{L}*|möchte\p{L}*|dringend|storn\p{L}*|kündig\p{L}*|rückerstatt\p{L}*|erstatt\p{L}*|warum|wann|nicht|je|j'ai|nous|mes|notre|vous|votre|pouvez|merci de|svp|besoin|urgente?|rembours\p{L}*|annul\p{L}*|pourquoi|quand|ne|pas|yo|mis|nuestr\p{L}*|necesit\p{L}*|quiero|puede\p{L}*|favor|reembols\p{L}*|cancel\p{L}*|cuándo|أريد|اريد|نريد|أرجو|ارجو|نرجو|من فضلك|يرجى|الرجاء|هل|متى|لماذا|إلغاء|الغاء|استرداد|استرجاع|لم|عاجل)(?!\p{L})/iu;

/** What tickets are about: `Duplicate Charge` is written like a name and is none. */
const TOPIC =
  '(?<!\\p{L})(?:pay(?:out|ment)s?|charges?|refunds?|invoices?|orders?|readers?|terminals?|transactions?|settlements?|disputes?|logins?|devices?|late|dead|offline|duplicate|auszahlung(?:en)?|zahlung(?:en)?|rechnung(?:en)?|bestellung(?:en)?|gerät|virement|paiement|facture|commande|pagos?|factura|pedido|\\p{L}*(?:دفع|فاتورة|تحويل|جهاز)\\p{L}*)(?!\\p{L})';
const NAMES_TOPIC = new RegExp(TOPIC, 'iu');
/** `Orders & Refunds Dept` is somebody all the same. */
const OFFICE =
  /(?<!\p{L})(?:team|dep(?:artmen)?t|desk|office|support|abteilung|service|équipe|departamento)[\s.,،]*$/iu;
/** `Invoice 1001`, `Order no. A-17`. */
const NUMBERED_TOPIC = new RegExp(`${TOPIC}(?:\\s(?:no|nr|number|n°|nº|رقم))?[\\s.:#]{1,3}[\\p{L}-]{0,4}\\d`, 'iu');

/** Of somebody who signs for another: `i.A. Petra Schulz`, `ppa. Petra Schulz`. */
const ON_BEHALF = /^(?:i\.\s?[av]\.|ppa\.?|p\.\s?p\.)\s/iu;

/** Small words inside names and titles. */
const PARTICLE =
  /^(?:&|and|of|the|for|in|at|to|von|van|der|den|de|del|della|di|da|du|des|la|le|les|el|al|bin|ibn|bint|abu|und|für|im|et|pour|y|e|para|i\.|a\.|v\.|-|–|\/)$/iu;

const MAX_WORDS = 14;
const MAX_LENGTH = 140;

const wordsOf = (line: string): string[] => line.trim().split(/\s+/);
const isCapitalised = (word: string): boolean => /^[^\p{L}]*\p{Lu}/u.test(word);
/** Scripts without capital letters. */
const isCaseless = (word: string): boolean => /^[^\p{L}]*\p{Lo}/u.test(word);

/** Whether a passage is worded like a wish, a question or a complaint. */
export const soundsLikeRequest = (passage: string): boolean => REQUEST.test(withoutAddresses(passage));

/** Whether a line is too long or worded too much like a wish to be part of a signature, even of a wordy one. */
export const mayBeRequest = (line: string): boolean => line.length > MAX_LENGTH || soundsLikeRequest(line);

/** A person's or a firm's name: a few capitalised words, no digits. */
export function looksLikeName(line: string): boolean {
  const text = line.trim().replace(ON_BEHALF, '');
  const words = wordsOf(text.replace(/[,.]+$/, ''));
  if (words.length > 5 || /\d/.test(text) || REQUEST.test(text)) return false;
  if (words.length <= 2 && /^[\p{L}.'’\s-]+$/u.test(text) && text.length <= 30) return true;
  return words.every((word) => isCapitalised(word) || isCaseless(word) || PARTICLE.test(word));
}

/** Whether a line has what only contact blocks have: an address, a number, a firm's form. */
export const hasContact = (line: string): boolean => CONTACT.test(line);

/** Whether a line names what tickets are about. */
export const namesTopic = (line: string): boolean => NAMES_TOPIC.test(line);

/** Whether a line ends like the name of a firm's office. */
export const namesOffice = (line: string): boolean => OFFICE.test(line);

/** Whether a line begins with the name of a person or a firm and is no heading of a list. */
export function startsWithName(line: string): boolean {
  const [name = ''] = line
    .trim()
    .replace(/^[*_]+/, '')
    .split(/[|,:·•*_(]|\s[-–—]\s|(?<=\p{L}{3})\.\s/u, 1);
  const words = wordsOf(name);
  // `Topic: …` is a field of a form; a name before a colon is longer.
  if (line.includes(`${name}:`) && words.length < 3) return false;
  return (
    looksLikeName(name) &&
    (!namesTopic(name) || namesOffice(name)) &&
    words.every((word) => !/^\p{Ll}/u.test(word) || PARTICLE.test(word))
  );
}

/**
 * Whether a line after "Regards" can only be part of a signature: a name, a title, a firm, an address, a number.
 * Anything that could be a sentence is not.
 */
export function looksLikeSignature(line: string): boolean {
  const text = line.trim().replace(ON_BEHALF, '');
  const words = wordsOf(text);
  if (words.length > MAX_WORDS || mayBeRequest(text)) return false;
  if (CONTACT.test(text) || /^[^\p{L}]*$/u.test(text)) return true;
  if (/[!…:]$/.test(text)) return false;
  // `Duplicate Charge Invoice 1001`
  if (NUMBERED_TOPIC.test(text)) return false;
  if (looksLikeName(text)) return true;
  const isShouted = words.length >= 3 && text === text.toUpperCase() && text !== text.toLowerCase();
  const named = words.filter((word) => isCapitalised(word) || PARTICLE.test(word) || !/\p{L}/u.test(word));
  const isCaselessTitle = words.length <= 4 && words.every((word) => isCaseless(word) || !/\p{L}/u.test(word));
  return isCaselessTitle || (!isShouted && isCapitalised(words[0] ?? '') && named.length >= words.length * 0.6);
}

/** `help@shop.example` and `www.my-shop.example` ask for nothing. */
const withoutAddresses = (text: string): string =>
  text.replace(/\S*@\S*|(?:https?:\/\/|www\.)\S+|\S+\.example\S*/gi, ' ');
