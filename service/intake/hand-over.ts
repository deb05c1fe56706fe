import { withoutGreeting } from './greeting.ts';
import { countLetters } from './letters.ts';

const CUSTOMER =
  '(?:customer|client|merchant|retailer|tenant|kund(?:e|in|en)|händler(?:in)?|client[e]?|commerçante?|comerciante|commerciante|klant)';
const HANDLE =
  '(?:take care of|look after|handle|help|assist|answer|tell|(?:reply|respond|speak|talk|write|get back) (?:back |directly )?to|get in touch with|contact|call|ring|phone|e-?mail)';

/** With the customer named, the matter may be named as well: `please call this client about his payouts`. */
const PASSES_CUSTOMER_ON = asPattern([
  `${HANDLE} (?:this|that|the|our|one of our) (?:\\p{L}+ )?${CUSTOMER}`,
  `(?:this|that|the|our|one of our|another) (?:\\p{L}+ )?${CUSTOMER}s?(?!\\p{L})[^]{0,150}?(?:can|could|would|will|please|kindly|pls) (?:\\p{L}+ ){0,4}${HANDLE} (?:him|her|them)`,
  `(?:diese[mnrs]?|de[mnr]|unsere[mnr]?) ${CUSTOMER} (?:\\p{L}+ ){0,3}(?:anrufen|zurückrufen|kontaktieren|antworten|helfen|weiterhelfen)`,
  `(?:rappeler|contacter|recontacter|aider|répondre à) (?:ce(?:tte|t)?|la|le|notre) ${CUSTOMER}`,
  `(?:llamar|contactar|atender|ayudar|contestar|responder) (?:al?) (?:est[ea] |la |nuestr[oa] )?${CUSTOMER}`,
]);

/** What tickets are about. Whoever only passes a mail on names none of it. */
const NAMES_MATTER = asPattern([
  'pay(?:ing|s|outs?|ments?)?|paid|money|sweeps?|refund\\p{L}*|charg(?:e|es|ed|ing|ebacks?)|disputes?|evidence|invoic\\p{L}+|bill(?:s|ed|ing)?|fees?|plans?|prices?|pricing|limits?|tax|vat|transactions?|transfers?|sales?|orders?|cards?|visa|declined|checkout',
  'bank(?:s|ing)?|iban|(?:my|our|the|an) (?:\\p{L}+ )?account(?! manager)|subscriptions?|contracts?|cancel\\p{L}*|upgrad\\p{L}*|unsubscribe|moved|opening|clos(?:e|ing) (?:my|our|the)|address(?:es)?|legal|licen[cs]es?|passports?|identity|verif\\p{L}+',
  'statements?|reports?|export\\p{L}*|csv|xero|quickbooks|zoho|data|files?|lists?|uploads?|uploaded|northstar|dashboards?|app|website|links?|pages?|click\\p{L}*|buttons?|screens?|status|errors?|updated|(?:my|one|a) question',
  'log(?:ged|ging)?[- ]?ins?|sign(?:ed|ing)? in|passwords?|codes?|phish\\p{L}*|scam|fake|fraud|stolen|hacked|invit\\p{L}+|roles?|users?|admins?|administrators?|rights|permissions?|api|webhooks?|relays?|keys?|sandbox|sdk',
  'terminals?|readers?|machines?|devices?|printers?|receipts?|tills?|docks?|hand(?:helds?|sets?)|chargers?|units?|serials?|firmware|wi-?fi|bluetooth|batter(?:y|ies)',
  'auszahlung\\p{L}*|\\p{L}*zahlung\\p{L}*|geld|rechnung\\p{L}*|gebühr\\p{L}*|konto\\p{L}*|\\p{L}*gerät\\p{L}*|kasse|karten?\\p{L}*|passwor\\p{L}*|anmeld\\p{L}*|vertrag\\p{L}*|abo|kündig\\p{L}*|\\p{L}*erstatt\\p{L}*|bestell\\p{L}*|fehler\\p{L}*',
  'virements?|paiements?|factures?|frais|comptes?|lecteurs?|cartes?|mot de passe|connexion|contrat|abonnement|rembours\\p{L}*|commandes?|banque|erreur',
  'pagos?|dinero|facturas?|cuenta|datáfonos?|tpv|tarjetas?|contraseña|contrato|suscripción|reembols\\p{L}*|pedidos?|banco',
  'pagament\\p{L}*|fattur\\p{L}*|conto|carta|betaling\\p{L}*|rekening\\p{L}*|factuur|pinautomaat',
  '\\p{L}*(?:دفع|فاتورة|تحويل|جهاز|حساب)\\p{L}*',
]);
/** An amount, a share, `E-117`, `MR7-20981`. */
const HAS_DETAIL = /[$€£%]|(?<!\p{L})\p{L}{1,4}\d?-\d{2,}/u;

/** `Ignore below`, `the matter below is settled`, `I found no other address`: the mail is there by chance. */
const DISMISSES = asPattern([
  "(?:ignore|disregard|forget|never ?mind) (?:the|this|that|what(?:[’']s)?|below|it|my|everything)",
  '(?<!(?:if|until|till|once|unless|when) (?:it|this|that) )(?:is|was|are|been) (?!not )(?:\\p{L}+ )?(?:settled|solved|resolved|sorted|closed|done)',
  "nothing to do with|not (?:about|why|what)|(?:isn|wasn)[’']t (?:about|why|what)|(?:any|other|another|only|find) (?:\\p{L}+ ){0,3}contact|news|newsletters?|bulletins?",
  'erledigt|gelöst|ignorier\\p{L}*|réglée?|ignore[rz]|résolue?|resuelt[oa]|ignor(?:a|e|en)',
]);

/** `Can you take care of this?` asks for what the mail says. */
const MAX_BARE_LETTERS = 60;
const MAX_LETTERS = 200;

/**
 * Whether the note above a forwarded mail passes that mail on, rather than asking something of its own. Many forward
 * any old mail only because it has our address; what stands below their requests is no part of them.
 */
export function handsOver(note: string): boolean {
  const own = withoutGreeting(note).trim();
  const letters = countLetters(own);
  if (letters <= MAX_BARE_LETTERS) return true;
  if (letters > MAX_LETTERS || DISMISSES.test(own)) return false;
  return PASSES_CUSTOMER_ON.test(own) || !(NAMES_MATTER.test(own) || HAS_DETAIL.test(own));
}

function asPattern(alternatives: readonly string[]): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${alternatives.join('|')})(?!\\p{L})`, 'iu');
}
