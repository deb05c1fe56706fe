import { speaksOfItself } from './legal-footer.ts';
import { hasLetters } from './letters.ts';
import { isBlank, type LineRange, type MailParts, ownLines, ownText, setAside } from './mail-parts.ts';

/** Sentences with which mail gateways mark a mail from outside; one at least is in a banner. */
const SOURCE = [
  '[[(<](?:ext(?:ernal|ern)?|externe?r?|externo|esterno|external (?:e-?mail|sender|message)|externe (?:e-?mail|mail)|e-?mail externe|correo externo)[\\])>]',
  'external (?:e-?mail|sender|message)|externe (?:e-?mail|nachricht)|externer absender|e-?mail externe|correo externo',
  '(?:this|the) (?:e-?mail|message|mail) (?:has )?(?:originated|originates|came|comes|was sent|is|has been sent|was received) (?:from )?(?:outside (?:of )?(?:(?:the|your|our) )?(?:\\p{L}+ ){0,2}(?:organi[sz]ation|company|network|firm|business)| external (?:source|sender|address|e-?mail(?: address)?|domain|organi[sz]ation|network|system))',
  "you don['’]t often (?:get|receive) e-?mails? from \\S+@\\S+|sie erhalten nicht (?:oft|häufig) e-?mails von \\S+@\\S+|vous n[’']obtenez pas souvent d[’']e-?mails? (?:à partir )?de \\S+@\\S+|no suele recibir correos? (?:electrónicos? )?de \\S+@\\S+",
  '(?:diese|die) (?:e-?mail|nachricht|mail) (?:kommt|stammt|wurde) von (?:einem|einer) (?:externen|unbekannten) (?:absender|quelle|adresse|e-?mail-adresse|domain|server)(?: gesendet)?',
  '(?:diese|die) (?:e-?mail|nachricht|mail) (?:kommt|stammt|wurde) von (?:extern|außerhalb(?: (?:der|des|ihrer|ihres|unserer|unseres) (?:organisation|firma|unternehmens?|netzwerke?s|gesellschaft))?)(?: gesendet)?',
  "(?:ce|cet) (?:e-?mail|message|courriel) (?:provient|vient|a été envoyé) (?:d[’']une? |d[’']|de l[’']|depuis l[’']|de )(?:(?:expéditeur|source|adresse|domaine) )?(?:externe|extérieure?|hors|en dehors)(?: (?:à|de) (?:l[’']|la |votre |notre )(?:organisation|entreprise|société)| (?:du|au) réseau)?",
  'este (?:correo|mensaje|e-?mail)(?: electrónico)? (?:procede|proviene|se originó|se ha originado|ha sido enviado|fue enviado) (?:de|desde) (?:(?:un|una|el) )?(?:(?:remitente|fuente|origen|dirección) )?(?:extern[oa]|exterior|fuera)(?: (?:a|de) (?:la|su|nuestra|el) (?:organización|empresa|compañía|red))?',
  "quest[ao] (?:e-?mail|messaggio) (?:proviene|arriva) (?:da|dall[’']|da un )(?:(?:mittente|indirizzo) )?(?:estern[oa]|fuori)(?: (?:all[’']organizzazione|all[’']azienda|dell[’']organizzazione|dell[’']azienda))?",
  'deze (?:e-?mail|mail) (?:komt|is afkomstig) van (?:een externe (?:afzender|bron)|buiten (?:de|uw|onze|het) (?:organisatie|bedrijf|netwerk))',
  '(?:este e-?mail|esta mensagem) (?:veio|foi enviad[oa]) (?:de|por) (?:um )?(?:(?:remetente|endereço) )?(?:extern[oa]|fora)(?: (?:da|de) (?:sua |nossa )?(?:empresa|organização|rede))?',
];
/** What stands beside them. */
const ADVICE = [
  '(?:caution|warning|attention|alert|notice|important|security (?:notice|warning|alert)|achtung|vorsicht|warnung|hinweis|avertissement|prudence|atención|precaución|advertencia|attenzione|let op|waarschuwing|atenção)',
  "(?:please )?(?:do not|don['’]t|never|avoid|use caution|be (?:careful|cautious)|exercise caution|think before you|only (?:click|open)|verify|report)[^?]{0,60}(?:click|open|links?|attachments?|reply|respond|sender|phishing)[^?]{0,160}",
  'learn why this is important(?: at \\S+)?|erfahren sie,? warum (?:dies|das) wichtig ist|découvrez pourquoi (?:ceci|cela) est important|(?:obtenga información sobre )?por qué es(?:to)? (?:es )?importante',
  '(?:bitte )?(?:klicken|öffnen|seien|prüfen) sie [^?]{0,80}(?:anhänge|links?|absender|vorsichtig)[^?]{0,160}',
  "(?:merci de )?(?:ne pas|n[’']|ne )(?:cliquer|cliquez|ouvrir|ouvrez)[^?]{0,160}|no (?:haga|hagas) clic[^?]{0,160}|no abra[^?]{0,160}|non (?:cliccare|aprire)[^?]{0,160}|(?:klik|open) (?:niet|geen)[^?]{0,160}|não (?:clique|abra)[^?]{0,160}",
];
const wholly = (patterns: readonly string[]): RegExp => new RegExp(`^(?:${patterns.join('|')})$`, 'iu');
const SOURCE_SENTENCE = wholly(SOURCE);
const SENTENCE = wholly([...SOURCE, ...ADVICE]);

/** `External message` alone may be a customer's heading. */
const HEADING = /^\s*[Ee]xtern\p{L}*\s\p{L}*\p{Ll}[\p{L}-]*\W*$/u;
/** Somebody speaks: a gateway says no more of its firm than `our organisation`. */
const SPEAKS =
  /(?<!\p{L})(?:we|us|our(?! (?:\p{L}+ )?(?:organi[sz]ation|company|network|firm|business))|they|it (?:says|asks|is phishing)|tell|staff|yours|thanks|wir|uns|unser\p{L}*(?! (?:organisation|firma|unternehmens?|netzwerke?s|gesellschaft))|nous|nos|notre(?! (?:organisation|entreprise|société))|nosotros|nuestr\p{L}*(?! (?:organización|empresa|compañía|red))|decimos|noi|nostr\p{L}*|ons|nós)(?!\p{L})/iu;

const MAX_LINES = 12;
const MAX_LENGTH = 1000;
const MAX_PARAGRAPHS = 3;

/**
 * Sets the banner aside that a mail gateway wrote above a mail from outside, when text follows it: it reads like phishing
 * and says nothing of the request.
 *
 * @param range lines of one writer
 */
export function setAsideBanner(parts: MailParts, range: LineRange): void {
  for (let count = 0; count < MAX_PARAGRAPHS; count += 1) {
    const [start] = ownLines(parts, range);
    if (start === undefined) return;
    const end = findEnd(parts, start, range.end);
    if (end === undefined || !hasLetters(ownText(parts, { start: end, end: range.end }))) return;
    setAside(parts, { start, end }, 'legal_footer');
  }
}

/** Where the banner ends that begins at a line; it may be wrapped, and the mail may be glued to it. */
function findEnd(parts: MailParts, start: number, last: number): number | undefined {
  let end = start;
  while (end < Math.min(last, start + MAX_LINES) && !isBlank(parts.lines[end])) end += 1;
  for (; end > start; end -= 1) if (isBanner(parts.lines.slice(start, end).join(' '))) return end;
  return undefined;
}

function isBanner(text: string): boolean {
  if (text.length > MAX_LENGTH || speaksOfItself(text) || SPEAKS.test(text)) return false;
  const sentences = text
    .split(/(?<=[.!:\])>])\s+|\s[|–—-]\s/)
    .map((sentence) => sentence.replace(/^[\s*_|=~-]+|[\s*_|=~.!:-]+$/g, ''))
    .filter((sentence) => sentence !== '');
  return (
    (sentences.length > 1 || !HEADING.test(text)) &&
    sentences.some((sentence) => SOURCE_SENTENCE.test(sentence)) &&
    sentences.every((sentence) => SENTENCE.test(sentence))
  );
}
