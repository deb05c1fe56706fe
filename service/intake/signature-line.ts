import { headerNameOf } from './mail-header-block.ts';

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

/** `Card Machine Dead`, `Blank Receipts`; `Till & Sons` and `Frozen Foods` are firms. */
const THING =
  '(?:(?:card )?machines?|(?:card )?readers?|terminals?|printers?|receipts?|tills?|screens?|displays?|devices?|pin ?pads?|docks?|scanners?|batter(?:y|ies)|payouts?|payments?|charges?|transfers?|logins?|webhooks?|(?:karten|lese)?geräte?|kartenleser|drucker|bons?|belege?|kassen?|auszahlung(?:en)?|lecteurs?|imprimantes?|tickets?|reçus?|écrans?|virements?|datáfonos?|lectores|lector|impresoras?|recibos?|pantallas?|pagos?)';
const STATE =
  '(?:dead|blank|broken|frozen|offline|down|stuck|faulty|late|duplicated?|doubled?|black|defekte?|kaputte?|tot|leere?|gesperrt|doppelte?|en panne|cassée?s?|bloquée?s?|hs|rot[oa]s?|averiad[oa]s?|bloquead[oa]s?|duplicad[oa]s?)';
const TELLS_STATE = new RegExp(
  `(?<!\\p{L})${THING} (?:(?:is|are|ist|sind|est|está|all|again|now|totally) ){0,2}${STATE}(?: again| now)?\\.?$|^(?:\\p{L}+ )?${STATE} ${THING}\\.?$`,
  'iu',
);
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

/** `14 Station Road`, `3rd Floor, Marina House`, `12 rue des Lilas`, `calle Mayor 12`, `ul. Długa 12`. */
const STREET =
  /^\d{1,5}(?:[-/]\d{1,5})?(?:st|nd|rd|th|[a-zA-Z])?,?(?:\s\p{Lu}[\p{L}.'’-]*){0,4}\s(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Way|Square|Sq|Court|Ct|Place|Pl|Close|Terrace|Park|House|Floor|Suite|Building|Gate|Hill|Row|Quay|Wharf|Crescent|Boulevard|Blvd|Highway|Hwy|Parade|Walk|Mews|Yard|Estate)(?=,|$)|^\d{1,4}(?: ?[a-z]| bis| ter)?,? (?:rue|avenue|av\.|allées?|boulevard|bd|place|chemin|impasse|quai|route|cours|square)\s(?:(?:de|des|du|la|le|les)\s|[dl][’']){0,3}\p{Lu}|^(?:calle|c\/|avda?\.|avenida|paseo|plaza|carrer|via|viale|corso|piazza|rua|travessa|largo|ulica|ul\.|al\.)\s(?:\p{L}+\s){0,2}\p{Lu}[^\d,]{0,30}\s\d{1,4} ?[a-z]?(?=,|$)/u;
/** `70565 Stuttgart`, `1234 AB Utrecht`, `00-950 Warszawa`. */
const POSTCODE =
  /^(?:\d{4,5}(?: ?[A-Z]{2})?|\d{2}-\d{3}|\d{4}-\d{3}|\d{3} \d{2}) \p{Lu}[\p{L}.'’-]*(?:[ -][\p{L}().'’/-]+){0,3}$/u;
const MAX_ADDRESS_WORDS = 8;
/** `0161 496 0199`, `+49 431 1234`; `20981` is a serial number. */
const PHONE = /^(?=(?:\D*\d){6})(?:\+|\(?0)\d*(?:[\s()./-]{1,3}\d+){1,8}$/;

/** What a signature calls for in a firm's name, and where one may meet its writer. */
const SITE =
  '(?:instagram|facebook|linkedin|twitter|x|tiktok|youtube|xing|pinterest|threads|@\\S+|https?:\\S+|www\\.\\S+|\\S+\\.example)';
const FOLLOW =
  '(?:follow (?:us|me)|connect with (?:us|me)|visit (?:us|our (?:website|site|shop|page))|find us|like us|folgen sie uns|besuchen sie uns|suivez-nous|retrouvez-nous|rejoignez-nous|síguenos|síganos|visítenos|seguici|volg ons|siga-nos)';
/** With nothing behind it but where; `Visit us Monday` is a wish. */
const CALL = new RegExp(
  `^(?:${FOLLOW}(?: (?:on|at|auf|bei|sur|en|su|op|no))?:?(?: ${SITE},?(?: (?:and|und|et|y|&|/|\\|))?){0,6}|we(?:['’]re| are) hiring|wir stellen ein|nous recrutons)[\\s.!]*$`,
  'iu',
);
const APPOINTMENT =
  /^(?:book|schedule|arrange) (?:a|your|an) (?:meeting|call|demo|appointment|slot|chat)(?: (?:with|at|in) (?:me|us|our \p{L}+))?(?: ?[:→»-]{1,3})? ?(?:https?:\S+|www\.\S+|\S+\.example\S*|here|→ ?\S*)$/iu;
/** `Customer Care Lead | We help you grow`; `Store Leeds | you charged us twice` is a request. */
const SLOGAN = /^we help (?:\p{L}+ ){0,2}your?(?: \p{L}+){1,3}[.!]?$/iu;
const SLOGAN_WORD = /(?<!\p{L})(?:we|your?|help)(?!\p{L})/giu;

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

/** `Terminal ID: T-4431`, a field of a form; a signature has those of a contact and of a register entry. */
const FIELD = /^\s*(?<label>\p{L}[\p{L}\p{N} /-]{1,30}?)\s?:\s+(?<value>\S.*)$/u;
const CONTACT_LABEL =
  /^(?:\p{L}|.*(?:tel|phone|mob|cell|fax|fon|móvil|celular|mail|web|site|url|add?ress|anschrift|dirección|indirizzo|adres|office|direct|durchwahl|zentrale|switchboard|hotline|reception|centralita|extensi[oó]n|accueil|bankverbindung|pronouns|skype|whatsapp|linkedin|instagram|facebook|twitter|vat|ust|hr[ab]|geschäftsführ|sitz|register|company|hours|öffnungs|horari?o|horaires|siret|siège|inhaber|owner|founder|ceo|department|abteilung|steuer|tax|p\.?iva).*|ext|standard|ligne|desk|room|zimmer|cr|trn|abn|nif|cif|kvk|btw|mwst|tva|name|title|firma)$/iu;

/** `New address: 14 Station Road` asks for a change wherever it stands. */
const CHANGE =
  /^(?:[Nn]ew|[Nn]euer?|[Nn]eue[ns]|[Nn]ouvel(?:le)?|[Nn]ouveau|[Nn]uev[oa]|[Nn]uov[oa]|[Nn]ieuwe?|[Nn]ov[oa]|[Cc]orrect(?:ed)?|[Uu]pdated|[Rr]ichtige[rs]?)\s(?:\p{Ll}[^:\n]{0,30}|(?:[Aa]ddress|[Pp]hone|[Nn]ame|[Oo]wner|[Bb]ank|[Aa]ccount|[Ee]-?[Mm]ail|IBAN|BIC|VAT|Adresse|Anschrift|Bankverbindung|Konto|Inhaber|Telefonnummer|E-Mail-Adresse)(?:\s[^:\n]{1,20})?)\s?:\s/u;

/** Whether a line tells a detail of the matter, such as `Firmware: 4.2.1`, rather than where to find its writer. */
export function isDetail(line: string): boolean {
  const { label, value = '' } = FIELD.exec(line)?.groups ?? {};
  if (
    label === undefined ||
    PHONE.test(value.trim()) ||
    STREET.test(value.trim()) ||
    hasContact(line) ||
    headerNameOf(line) !== undefined
  )
    return false;
  // `Starlight Picture Houses: Clonmel, Birr`
  const isFirm = wordsOf(label).length > 2 && wordsOf(label).every(isCapitalised);
  return !isFirm && !CONTACT_LABEL.test(label);
}

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
  if (words.length > MAX_WORDS || CHANGE.test(text)) return false;
  if (isSlogan(text)) return true;
  if (mayBeRequest(text)) return false;
  if (CONTACT.test(text) || /^[^\p{L}]*$/u.test(text)) return true;
  if (/[!…:]$/.test(text)) return false;
  // `Duplicate Charge Invoice 1001`
  if (NUMBERED_TOPIC.test(text) || TELLS_STATE.test(text)) return false;
  if (looksLikeName(text)) return true;
  const isShouted = words.length >= 3 && text === text.toUpperCase() && text !== text.toLowerCase();
  const named = words.filter((word) => isCapitalised(word) || PARTICLE.test(word) || !/\p{L}/u.test(word));
  const isCaselessTitle = words.length <= 4 && words.every((word) => isCaseless(word) || !/\p{L}/u.test(word));
  return isCaselessTitle || (!isShouted && isCapitalised(words[0] ?? '') && named.length >= words.length * 0.6);
}

/** Whether a line may be an address; `1234 PIN Reset` is written like one, so a contact must stand beside it. */
export function mayBeAddress(line: string): boolean {
  const text = line.trim();
  const isLong = text.length > MAX_LENGTH || wordsOf(text).length > MAX_ADDRESS_WORDS;
  return !isLong && !namesTopic(text) && !soundsLikeRequest(text) && (STREET.test(text) || POSTCODE.test(text));
}

/** Whether a line is nothing but a way to reach its writer. */
export const isContactLine = (line: string): boolean =>
  line.length <= MAX_LENGTH && (PHONE.test(line.trim()) || (hasContact(line) && !soundsLikeRequest(line)));

/** Firms call for visitors in their signatures, and behind a title's `|` they speak of "you" and "us". */
function isSlogan(line: string): boolean {
  if (line.length > MAX_LENGTH) return false;
  if (APPOINTMENT.test(line) || CALL.test(line)) return true;
  const [title = '', slogan = '', ...rest] = line.split(/\s[|•·]\s/);
  if (rest.length > 0 || !startsWithName(title) || !SLOGAN.test(slogan)) return false;
  return !namesTopic(slogan) && !soundsLikeRequest(slogan.replace(SLOGAN_WORD, ' '));
}

/** `help@shop.example` and `www.my-shop.example` ask for nothing. */
const withoutAddresses = (text: string): string =>
  text.replace(/\S*@\S*|(?:https?:\/\/|www\.)\S+|\S+\.example\S*/gi, ' ');
