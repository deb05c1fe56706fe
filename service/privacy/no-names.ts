/** Words that stand where names do and are none, and names that are words as well. */

/** Departments, firms, products and first words of sentences stand in the same places. */
export const notNames = new RegExp(
  `(?<!\\p{L})(?:${[
    'team|support|finance|accounts?|accounting|billing|sales|office|department|dept|management|manager|director|owner',
    'founder|partner|head|reception|operations|customers?|services?|ltd|limited|llc|gmbh|inc|plc|co|company|group|shop',
    'store|bank|it|hr|the|this|that|we|our|my|your|you|they|he|she|if|when|please|can|could|and|but|also|for|sent|get',
    'tel|phone|mobile|best|kind|regards|thanks|thank|all|everyone|hello|hi|dear|re|fw|fwd|ps|nb|urgent|asap|yes|no|not',
    'error|warning|info|sincerely|cheers|bye|grüße|gracias|merci|thx|ta|tack|tak|greetings|groeten|salamat|shukran',
    'selamlar|namaste|love|visa|mastercard|amex|stripe|paypal|apple|google|shopify|xero|quickbooks|whatsapp|android',
    'iphone|outlook|kafka|meridian|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march',
    'april|june|july|august|september|october|november|december',
    'payouts?|payments?|charges?|chargebacks?|refunds?|disputes?|invoices?|orders?|readers?|terminals?|transactions?|late|dead',
    'offline|desk|helpdesk|alerts?|notifications?',
  ].join('|')})(?!\\p{L})`,
  'iu',
);

/** Of departments, firms, and what they sell; some are names as well. */
const business = new RegExp(
  `^(?:${[
    'cards?|gifts?|machines?|devices?|fraud|risks?|security|safety|prevention|detection|protection|compliance|credit|debit|banking',
    'foods?|trading|bakery|cafe|restaurant|hotel|travel|pharmacy|clinic|school|university|electronics|fashion|logistics',
    'solutions|systems|technolog(?:y|ies)|tech|technical|industries|enterprises|holdings?|insurance|international|global',
    'media|marketing|markets?|press|news|newsletter|legal|claims|complaints|care|control|quality|procurement|payroll',
    'treasury|audit|unit|division|monitoring|investigations?|anti-fraud',
    'communications?|relations|resources|human|administration|admin|information|data|privacy|digital',
    'online|web|website|app|contact|form|logins?|users?|clients?|products?|items?|vouchers?|steps?|lists?|stock',
    'tips?|tipping|kiosk|modes?|screens?|settings?|reports?|statements?|tax|taxes|fees?|rates?|plans?|receipts?|printers?|prints?|pairing',
    'contactless|wallets?|links?|checkout|settlements?|deposits?|balances?|limits?|cobros?|duplicad[oa]s?|doble|verification|domain',
    'delivery|shipping|returns|cent(?:er|re)|retail|wholesale|betrug|sicherheit|kunden(?:service|dienst)|buchhaltung|vertrieb',
    'einkauf|verwaltung|karten?|seguridad|fraudes?|banco|tarjetas?|pagos?|clientes?|ventas|riesgos?|atención|facturación',
    'sécurité|banque|cartes?|paiements?|comptabilité|équipe|prévention',
  ].join('|')})$`,
  'iu',
);
export const isOfBusiness = (word: string) => business.test(word);

/** Titles, and given and family names that are words as well, at the beginning of a sentence for instance. */
const alsoWords = new Set(
  [
    'Mister Madam Father Nurse Doctor Captain Will May Mark Bill Rich Grace Hope Faith Art Frank Pat Sue Drew Rose Ray Rob',
    'Jack Sandy Young Long King White Black Brown Green Gray Price Case Page Cash Good Day Summer Winter Spring Field Banks',
    'Church Cook Baker Miller Carter Fisher Porter House Till',
  ].flatMap((line) => line.split(' ')),
);
/** What firms call themselves, and our products too. */
const productWords = new Set(
  [
    'Tap Tip Tips Tipping Chip Plus Premium Express Link Links Wallet Cloud Contactless Kiosk One Pro Lite Smart Direct Instant',
    'Easy Flex Core Standard Basic Business Advanced Mini Mobile Digital Virtual Local Open New Old First Last',
    'Table Split Pay Sale Sales Tills Print Printer Screen Mode Display Report Reports Statement Export Import',
    'Live Test Sandbox Batch Settlement Deposit Balance Fee Fees Tax Rate Rates Plan Plans Limit Hold Booking Bookings',
    'Room Studio Kitchen Corner Garden Market Station Center Central City Village Square Tower Counter Bar Grill',
  ].flatMap((line) => line.split(' ')),
);

/** What letters are about, in languages that write it with a capital, and words that begin sentences; no surname among them. */
const matter = new RegExp(
  `^(?:${[
    '\\p{L}*(?:rechnung|zahlung|buchung|kündigung|erstattung|überweisung|bestellung|lieferung|änderung|störung|meldung|mahnung|bestätigung)(?:en)?',
    '\\p{L}{3,}(?:heit|keit|schaft|auszug|leser|karten?|gerät|schrift)|\\p{L}{5,}(?:tion|ment|less)|karten\\p{L}*|konto(?:\\p{L}{3,})?',
    'kassen?|gerät|geld|belege?|fehler|zugang|umsatz|gebühr(?:en)?|vertrag|girocard|betaling(?:en)?|carte|compte|cliente?',
    'faktura|faktury|płatność|wypłata|aplikacja|zwrot|kvitto|yetkili|müşteri|destek|madame|monsieur|meneer|mevrouw',
    'tickets?|equipo|(?:k|m)ein(?:e[nmrs]?)?|unser(?:e[nmrs]?)?|same|big|wrong|still|très|very|problem(?:e|s)?|issues?|amounts?',
    'excel|word|teams|sql|dynamics|windows|failover|backend|records?|site|server|disputed|refunded|charged',
    'treasurer|chairman|chairwoman|president|secretary|guten|hallo|bonjour|bonsoir|hola|buen[ao]s|merhaba',
  ].join('|')})$`,
  'iu',
);
const isAcademic = (word: string) =>
  /^(?:dr|prof|doktor|professor|doctor|dipl|ing|med|phil|jur|rer|nat)\.?$/i.test(word);

/** No person, rather: a department, a product, what went wrong. */
export const isOfMatter = (word: string) =>
  notNames.test(word) || isOfBusiness(word) || productWords.has(word) || matter.test(word) || isAcademic(word);

/** Whether a signature may be a word of the message as well: `May`, and any word without a capital. */
export const isAlsoWord = (signature: string) =>
  alsoWords.has(signature) || productWords.has(signature) || isOfBusiness(signature) || /^\p{Ll}+$/u.test(signature);
