const formula = [
  '(?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many|with) )?(?:regards|greetings|thanks|wishes|respect)',
  '(?:thanks|thank you) (?:and|&) regards|thank you|thanking you|thx|tx|ta|cheers|rgds|brgds|kr|br',
  'yours(?: truly| faithfully| sincerely)?|sincerely|respectfully|all the best|best|love',
  '(?:mit )?(?:(?:viele|liebe|beste|herzliche|freundliche)[nmr]? )?gr(?:ü|ue|u)(?:ß|ss)(?:en?)?|mfg|lg|vg|(?:vielen )?dank|hochachtungsvoll',
  '(?:bien )?cordialement|amicalement|bien à vous|(?:sincères |meilleures )?salutations(?: distinguées)?|bonne journée|merci(?: beaucoup| bien)?|cdlt',
  '(?:un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|atentamente|gracias|(?:cordiali|distinti) saluti|cumprimentos|atenciosamente',
  '(?:met )?(?:vriendelijke |hartelijke )?groet(?:en|jes)?|mvg|salamat|с (?:уважением|наилучшими пожеланиями)',
  '(?:(?:en iyi |sonsuz )?(?:saygı|sevgi|dilek)(?:lar|ler)(?:ımla|imle|ımızla|imizle)?|selam(?:lar)?|te[sş]ekk[uü]r(?:ler| ederi[mz])?)',
  '(?:[iİ]yi (?:çalışmalar|günler|akşamlar|haftalar)|kolay gelsin|hoş[cç]a kal[ıi]n)(?: dileri[mz])?',
  '(?:z )?(?:poważaniem|wyrazami szacunku|szacunkiem|góry dziękuj[eę])|(?:(?:serdecznie|gorąco) )?(?:pozdrawiam(?:y)?|pozdr)(?: serdecznie)?',
  '(?:z )?(?:(?:najlepszymi|serdecznymi) )?(?:pozdrowieni(?:ami|a)|życzeniami)|miłego dnia|dzięki(?: z góry)?|dziękuj[eę](?:my)?',
  '(?:med )?(?:de )?(?:(?:vänlig|varm|bäst|hjärtlig|venlig|vennlig|bedst|god|mang|mång)(?:a|e|t)? )?(?:hälsning(?:ar)?|hilsen|hilsner)|mvh|vänligen|tack(?: på förhand| så mycket)?',
  '(?:و?مع )?(?:خالص |أطيب |اطيب )?(?:التحية|تحياتي|التحيات)|و?شكرا|و?شكراً',
].join('|');
const intensifier = "(?: (?:in advance|again|a lot|so much|very much|and regards|im voraus|d['’]avance))?";
/** Of mails within a mail. */
const quoteMarks = '(?:> ?){0,3}';
const nextLine = '\\s{0,3}(?:>\\s?){0,3}';
/** `Best Western` closes nothing: before a name on the same line, most formulas need a comma. */
export const closing = new RegExp(
  `(?:^|[\\n.!?,؛،/|] {0,3})${quoteMarks}(?:${formula})${intensifier}[ \\t]*(?:[,.!،–-]+${nextLine}|\\n${nextLine}|(?<=(?:regards|rgds|thanks|you|cheers|grüße|dank) ))`,
  'giu',
);
/** Hardly anything else, even so. */
const bareFormula = `(?:(?:mit )?(?:(?:viele|liebe|beste|herzliche|freundliche)[nr]? )?gr(?:ü|ue|u)(?:ß|ss)(?:en?)?|lg|vg|mfg|mvh|mvg|cdlt|thx|${[
  '(?:met )?(?:vriendelijke |hartelijke )?groet(?:en|jes)?|(?:cordiales |un )?saludos?|(?:bien )?cordialement',
  '(?:med )?(?:vänliga? |venlig |vennlig )?(?:hälsning(?:ar)?|hilsen)|(?:serdecznie )?pozdrawiam',
].join('|')})`;
/** `LG Sabine` within a line, and `KR Sabine` as a line of its own. */
export const closingBeforeName = new RegExp(
  `(?:(?:^|[\\n.!?,؛،/|] {0,3})${quoteMarks}${bareFormula}|(?:^|\\n) {0,3}${quoteMarks}(?<alone>(?!best |love |br |t[ax] )(?:${formula})${intensifier})) (?!gott(?!\\p{L}))`,
  'giu',
);

/** Whether this is a formula and nothing else. */
export const closesLetter = new RegExp(`^(?:${formula})$`, 'iu');
