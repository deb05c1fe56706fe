import { soundsLikeRequest } from './signature-line.ts';

const MAX_LENGTH = 120;

/** What a phone or a mail program calls itself. */
const PROGRAM =
  "(?:(?:iphone|ipad|ipod|android)[’'\\p{L}]*|samsung(?! pay)|galaxy|huawei|honor|xiaomi|redmi|oppo|pixel|oneplus|nokia|motorola|blackberry|windows|outlook|yahoo|gmail|aol|icloud|telekom|proton|gmx|web\\.de|t-online|(?:mail )orange(?! money)|thunderbird|spark(?! driver)|freenet mail|libero mail|(?:هاتف|جهاز(?! الدفع| نقاط)|جوال|موبايل|[اآأ]يفون)\\p{L}*|airmail|zoho|mailbird|bluemail|fairphone|handy|smartphone|mobil(?!e ?(?:money|bank|pay))\\p{L}*|phone|tablet|telefon\\p{L}*|téléphone|portable|móvil|celular|teléfono|telefono|cellulare|telefoon|(?:mail|correo|courrier|posta|poczta|e-?post)(?= (?:for|app|für|pour|para|per|voor|dla|na|til|för)(?!\\p{L})))(?!\\p{L})";
/** A model of a phone: `my SM-G950F`, `meinem Z3`. */
const MODEL = '[\\p{L}-]{0,12}\\d[\\p{L}\\p{N}-]{0,12}';
const OWN = '(?:my|mein\\p{L}*|mon|ma|mi|mio|mia|mijn|meu|minha|min|mitt|mojego|mojej)';

const SENT =
  "(?:sent (?:from|via|with|using)|gesendet (?:von|mit|über|aus)|envoyé (?:de|depuis|à partir d[e’']|avec|via)|enviad[oa] (?:desde|con|do|da|pelo|a partir d[eo]|através d[eo])|inviato (?:da|dal|con|tramite)|(?:verzonden|verstuurd) (?:vanaf|vanuit|via|met)|skickat från|sendt fra|wysłan[eoy] (?:z|za pomocą)|(?:أُ?رسلت|أُ?رسل|مرسل|تم الإرسال) من)";
const SOME = `(?:the |der |dem |l[’']|la |el |il |de |الـ ?)?(?:${OWN} )?(?:\\S+ ){0,4}?(?:[ld][’'])?`;
const FROM_DEVICE = new RegExp(
  `^(?:${SENT} ?${SOME}${PROGRAM}|${SENT} ${OWN} ${MODEL}|${SENT} (?:unterwegs|${OWN} (?:[^\\s,]+ ){0,4}?(?:gerät|device|appareil|dispositivo|جهاز\\p{L}*))(?!\\p{L})|(?:get|télécharger|obtener|hent|hämta|pobierz|baixar|scarica|download|الحصول على) outlook |(?:diese (?:nachricht|e-mail) wurde )?(?:von|aus|mit) ${SOME}${PROGRAM}.{0,40} gesendet$|iphone['’]?\\p{L}* gönderildi|lähetetty iphone)`,
  'iu',
);
/** `on 3 March`, `am Montag`: a parcel was sent then, not a mail. */
const MOMENT =
  /\d{1,2}[/-]\d{1,2}|\d{1,2}\.\d{1,2}\.|(?<!\p{L})(?:\d{1,2}(?:st|nd|rd|th|er|\.)? (?:de |of |di )?(?:jan|feb|fév|mar[czst]|mär|mrz|apr|avr|abr|may|mai(?!l)|maj|maio|mag|jun|juin|jul|aug|août|ago|sep|set|oct|okt|out|ott|nov|dec|dez|déc|dic)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:montag|dienstag|mittwoch|donnerstag|freitag)|yesterday|today|gestern|heute|hier|ayer|hoy|lundi|mardi|mercredi|jeudi|vendredi|lunes|martes|miércoles|jueves|viernes)/iu;
const IS_OWN = new RegExp(`(?<!\\p{L})${OWN}(?!\\p{L})`, 'iu');
const APOLOGY = /excuse|pardon|sorry|apolog|forgive|typo|brevity|tippfehler|kürze|entschuldig|fautes|errores|erreurs/i;

/** `Sent from my allotment`: what people write in a phone's place. */
const IN_JEST = new RegExp(
  `^(?:sent from (?:my|the|an?)|envoyé (?:de|depuis) (?:mon|ma|la|le|l[’'])|enviado desde mi|inviato dal mio|verzonden vanaf mijn|von ${OWN}(?=.* gesendet$)) ?[^\\s,:;!?\\d]+(?: [^\\s,:;!?\\d]+){0,3}$`,
  'iu',
);

/** `Sent from an old address`: money and parcels are sent from there. */
const OF_MONEY =
  /account|bank|address|warehouse|shop|store|konto|conto|cuenta|compte|dirección|adresse|indirizzo|magazin/iu;

/** Whether a line is what phones and mail programs write by themselves: `Sent from my iPhone`, `Get Outlook for iOS`. */
export function isDeviceLine(line: string): boolean {
  if (line.length > MAX_LENGTH) return false;
  const text = line.trim().replace(/\.$|<[^<>]*>$|:? https?:\/\/\S+$/, '');
  if (MOMENT.test(text) || /\?/.test(text)) return false;
  const device = (FROM_DEVICE.exec(text) ?? (OF_MONEY.test(text) ? null : IN_JEST.exec(text)))?.[0];
  if (device === undefined) return false;
  // `Sent from my phone, which has chips on it`: behind a comma people joke; a sentence that goes on is about a phone.
  const rest = text.slice(device.length).replace(/(?<!\p{L})my(?!\p{L})/giu, '');
  const [clause = ''] = rest.split(/[,;!]|\. /, 1);
  const isFree = IS_OWN.test(text) || APOLOGY.test(rest);
  return !/:/.test(text) && !soundsLikeRequest(isFree ? clause : rest);
}
