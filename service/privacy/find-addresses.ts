import { type Finding, matches } from './finding.ts';

const word = "(?:\\p{Lu}[\\p{L}\\p{M}'’-]{1,30}|S[Tt]\\.)";
const small =
  "(?:(?:de|du|des|del|della|di|da|do|dos|das|la|las|los|le|les|el|van|von|den|der|the|of|af) |(?:de )?l['’]|d['’]){0,2}";
const words = `${small}${word}(?: ${small}${word}){0,3}`;
const number = '\\d{1,4}(?: ?[a-zA-Z](?![\\p{L}]))?(?: ?[/–-] ?\\d{1,4}[a-z]?)?';
const ended = '(?![\\p{L}\\p{N}])';

const britishPostcode = '[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}';
/** What may follow a street: a flat, a place or two, and the postcode that ends the address. */
const postcode = `(?:${britishPostcode}|[A-Z]{2} \\d{5}(?:-\\d{4})?|[A-Z]{3} \\d{4}|[A-Z]\\d[A-Z] ?\\d[A-Z]\\d)${ended}`;
/** `Kasse 3, 12345 Zahlungen` */
const notCounted =
  '(?!(?:Euros?|EUR|USD|GBP|AED|SAR|CHF|TL|Dollars?|Pounds?|Dirhams?|Zahlung|Transa|Trans[aá]|Buchung|Bestell|Kunde|Artikel|Beleg|Payment|Order|Customer|Transaction|Paiement|Pago|Pedido|Uhr)\\p{L}{0,10})';
/** Of the continent, before its place. */
const postcodeAndPlace = `(?:[A-Z]{1,2}-)?(?:(?!(?:19|20)\\d\\d )\\d{4,5}|\\d{3} \\d{2}|\\d{2}-\\d{3}|\\d{4}-\\d{3}|\\d{4} [A-Z]{2}) ${notCounted}${word}(?: ${word}){0,2}`;
const clauseEnd = '(?=[ \\t]*(?:[.,;)\\n]|$))';
const flat =
  '(?:[Ff]lat|[Uu]nit|[Aa]pt\\.?|[Aa]partment|[Ss]uite|[Ff]loor|[Rr]oom|[Ss]hop|[Bb]uilding) #?\\d{1,4}[A-Za-z]?(?![\\p{L}\\d])|#\\d{1,4}';
const joint = '(?:, ?|,? ?\\n[> ]{0,4}| )';
const rest = `(?:${joint}(?:${flat}))?(?:(?:${joint}${word}(?: ${word}){0,2}){0,2}${joint}${postcode}|(?:, ?| )${postcodeAndPlace}|,? ?\\n[> ]{0,4}${postcodeAndPlace}${clauseEnd})?`;

const englishStreet = '(?:[Ss]treet|[Rr]oad|[Aa]venue|[Ll]ane|[Bb]oulevard)';
/** These are words as well. */
const weakStreet = `(?:Crescent|Terrace|Gardens|Highway|Parkway|Drive|Close|Court|Square|Grove|Mews|Parade|Wharf|Way|Place|Row)(?=\\.?[ \\t]*(?:\\n|$)|,|,? ${postcode})`;
/** `on 12 May St. John's was closed`, `Dr Green called` */
const shortStreet =
  '(?:(?:St|Dr|Ct|Sq|Pl)\\.?(?=,|;|\\n|$)|(?:Rd|Ave|Av|Ln|Blvd|Cres|Hwy|Pkwy)(?:\\.|(?=,|;|\\n|$| \\p{Lu})))(?!\\p{L})';
/** `our 2 High Street shops` */
const notAsPlace =
  '(?! (?:shops?|stores?|branch(?:es)?|terminals?|readers?|sites?|locations?|tills?|payments?|orders?|customers?|files?|links?|folders?)(?!\\p{L}))';
const before = '(?<![\\p{L}\\p{N}./:#-])(?<!\\d[ ,])';

/** Street words of the continent end the name, or stand in front of it. */
const ending =
  '(?:straße|strasse|str\\.|allee|gasse|chaussee|straat|laan|gracht|plein|gatan|vägen|torget|gränd|gaten|veien)';
const frontal = [
  '(?:ul\\.|al\\.|pl\\.|[Uu]lica|[Aa]leja)',
  '(?:[Cc]alle|C/|[Aa]venida|[Aa]vd?a?\\.?|[Pp]laza|[Pp]aseo|[Rr]ua|[Tt]ravessa|[Pp]iazza|[Cc]orso|[Vv]iale)',
].join('|');
/** What has a number as well, and is no street. */
const counted =
  '(?:Kasse|Terminal|Reader|Gerät|Filiale|Order|Invoice|Rechnung|Bestellung|Ticket|Case|Version|Store|Shop|Till|Table|Tisch|Step|Punkt|Page|Seite|Pos(?:ition|ten)?|Menge|Qty|Batch|Code|Umsatz|Summe|Total|Beleg|Bon|Artikel|Tag|Lot|Lane|Kiosk|Serial|Firmware|Build|Rate|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|Ende|Jan(?:uary?)?|Feb(?:ruar)?y?|Mar(?:ch)?|März|Apr(?:il)?|Ma[iy]|Ju[nl][eiy]?|Aug(?:ust)?|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?)(?!\\p{L})';
const namedPlace = `(?:(?:Am|Im|Zum|Zur|An (?:der|den|dem)|Auf (?:der|dem|den)|In (?:der|den)|Hinter (?:der|dem)|Unter den) (?!${counted})${word}(?: ${word})?|(?!Arbeits|Kassen|Sitz|Steh|Zahlungs|Rechts)\\p{Lu}[\\p{L}-]{1,30}(?:weg|platz|ring|damm|markt|ufer|steig|stieg|graben|hof|wall|pfad|kamp|gade|vej))`;
const french = '(?:rue|avenue|av\\.|boulevard|bd\\.?|chemin|allée|impasse|quai|faubourg|place|route)';

const flatBefore = '(?:(?:[Ff]lat|[Uu]nit|[Aa]pt\\.?|[Ss]uite|[Ss]hop) #?\\d{1,4}[A-Za-z]?,? )?';

const streets = [
  `${before}${flatBefore}${number} (?:${word} ){1,3}(?:(?:${englishStreet})${ended}|${shortStreet})${notAsPlace}${rest}`,
  // Without capitals, as people type, only where something ends.
  `${before}${number} \\p{Ll}[\\p{Ll}'’]{2,20}(?<! (?:on|in|of|at|the|our|way|for|from)) (?:\\p{Ll}[\\p{Ll}'’]{2,20} )?(?:street|road|avenue|lane|st|rd|ave)(?:(?=[,.]|\\n|$)|(?= ${britishPostcode}${ended}))(?:,? [\\p{L}]{3,20})?(?:,? (?:${britishPostcode}|[a-z]{1,2}\\d[a-z\\d]? ?\\d[a-z]{2})${ended})?`,
  `(?<!\\p{L})(?!Regist)(?:\\p{Lu}[\\p{L}-]{1,30}?${ending}|(?:${word} ){0,2}(?:(?:\\p{Lu}\\p{L}+e[rn]|\\p{Lu}\\p{L}+-)[ -]?(?:Straße|Strasse|Str\\.|Allee|Weg|Platz|Gasse|Ring|Damm))) ?${number}${ended}${rest}`,
  `(?<!(?:${counted.replace('(?!\\p{L})', '')})s? )${before}${flatBefore}${number} (?:(?!(?:From|To|With|Via|For|And|By|Readers?|Shops?|Payments?|Food|Batch|Tap|Till|Force|Service)(?!\\p{L}))${word} ){1,2}${weakStreet}${rest}`,
  // Words that end other names too, with a place beside them.
  `(?<![\\p{L}\\p{N}])(?!${counted})(?<!\\n[> ]{0,4}\\d{4,5} [^\\n]{1,40}\\n[> ]{0,4})${namedPlace} ${number}(?:, ?|,? ?\\n[> ]{0,4})(?!\\d{4} )${postcodeAndPlace}${clauseEnd}(?!\\s{0,3}\\n[^\\n]{1,40} \\d{1,4}\\n[> ]{0,4}\\d{4,5} )`,
  `${before}\\d{1,4}(?: ?(?:bis|ter))?,? ${french} ${words}${rest}`,
  `(?<![\\p{L}\\p{N}])(?:${frontal}) ${words},? ?(?:n[º°o.]{1,2} ?)?${number}${ended}${rest}`,
  `(?<![\\p{L}\\p{N}])Via (?!${counted})${words},? ${number}${ended}(?:, ?| ?\\n)${postcodeAndPlace}${clauseEnd}`,
  `(?<!\\p{L})(?:${word} ){1,3}(?:Caddesi|Cad\\.|Cd\\.|Sokak|Sokağı|Sok\\.|Sk\\.|Bulvarı|Blv\\.)(?:,? ?[Nn]o ?[:.]? ?\\d{1,4}(?:/\\d{1,4})?| \\d{1,4}(?![\\p{L}\\d]))`,
  '(?<!\\p{L})شارع(?: [\\p{Lo}\\p{M}]{2,20}){1,4}،? ?(?:رقم |مبنى |بناية )?\\d{1,5}',
  '(?<!\\p{L})(?:P\\.? ?O\\.? ?[Bb]ox|Postfach|صندوق بريد|ص\\.ب\\.?):? ?\\d(?:[ \\d]{0,6}\\d)?(?!\\d)',
].map((source) => new RegExp(source, 'gu'));

const labels = {
  address:
    '(?:(?:billing|shipping|delivery|home|postal|mailing|street|business|registered|company|shop|store|new|old|my|our|private|full) )?address(?: line)?(?: ?\\d)?|(?:liefer|rechnungs|firmen|post|privat|wohn)?(?:adresse|anschrift)|adresse(?: de (?:livraison|facturation))?|(?:nueva )?dirección|domicilio|indirizzo|stra(?:ß|ss)e(?: (?:und|&|/) (?:haus)?(?:nr\\.?|nummer))?|straat(?: en huisnummer)?|gatuadress|ulica|endereço|morada|adres|العنوان',
  postcode: 'post ?codes?|zip ?codes?|postal codes?|plz|postleitzahl|code postal|código postal|kod pocztowy|postnummer',
};
/** A form's line. Machines have addresses too, and so have mails and coins. */
const formLine = new RegExp(
  `(?:^|\\n)[> \\t*-]{0,6}(?:${labels.address})\\*{0,2} ?[:=]\\*{0,2} {0,3}(?<value>(?!(?:\\d{1,3}\\.){3}\\d|0x|[a-z]{1,8}:)(?=[^\\n]{0,60}\\d)(?=[^\\n]{0,120}\\p{L}{3})(?:\\d|\\p{L})[^\\n@:_=]{4,120}?)(?=[ \\t]*(?:\\n|$))`,
  'giu',
);
const hasParts = (value: string) =>
  /,.*\p{L}{3}|^\d{1,4}[a-z]? \p{Lu}|\p{Lu}\p{L}+ \d{1,4}[a-z]?(?:,|$)/u.test(value) &&
  !/(?<!\p{L})(?:errors?|wrong|invalid|missing|field|fails?|not|is|was|nicht|falsch|please|bitte|merci|danke|thanks|changed?|updated?|mismatch|declined|refund|invoices?|rechnung(?:en)?|facture|servers?|scan|expire[ds]?|avs|pci)(?!\p{L})/iu.test(
    value,
  ) &&
  !/(?<!\p{L})(?:the|from|since|for|on|and then|ab|auf|seit|we|have|has|to|sur|desde)(?!\p{L})/u.test(value) &&
  (value.split(/\s+/).length <= 8 || new RegExp(`(?<![\\p{L}\\d])(?:${postcode}|\\d{4,5} \\p{Lu})`, 'u').test(value));
const namedPostcode = new RegExp(
  `(?<!\\p{L})(?:${labels.postcode})(?: ?[:=] ?| (?:is|was|ist|lautet|est|es) | )(?<value>(?=[^\\n]{0,4}\\d)(?:${britishPostcode}|\\d{5}(?:-\\d{3,4})?|\\d{2}-\\d{3}|\\d{3} \\d{2}|\\d{4}(?: ?(?!is|in|an|at|no|ok|on|or|of|to|by|it|we|my|if|as)[A-Z]{2})?)(?![\\p{L}\\p{N}]| (?:EUR|USD|GBP|orders?|Transa|transa|Bestell|Kunden|customers?|payments?|rows?)))`,
  'giu',
);

/** Where people live and work: a street with its number, a line of a form, a postcode that is named as such. */
export function findAddresses(text: string): Finding[] {
  if (!/\d/.test(text)) return [];
  return [
    ...streets.flatMap((street) => matches(text, 'ADDRESS', street)),
    ...matches(text, 'ADDRESS', formLine, hasParts),
    ...matches(text, 'ADDRESS', namedPostcode),
  ];
}
